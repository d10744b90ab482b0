import type { WorkflowNode } from '@aob/schemas'
import { Pin, PinOff, SquareArrowRight } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { useSurroundings } from '../expressions/expression-context.ts'
import { memberPath } from '../expressions/expression-path.ts'
import { canBePinned } from '../test-run/test-run.ts'
import { useTestRun } from '../test-run/use-test-run.ts'
import { DataRow } from './data-row.tsx'
import { copyExpression } from './upstream-data.tsx'

const copy = (expression: string) => void copyExpression(expression)

/** What the step gave in the last run, or gives wherever a part is run, beside the form that makes it. */
export function OwnOutput({ node }: { node: WorkflowNode }) {
  const test = useTestRun()
  const own = useSurroundings()?.own
  const pinned = node.pin !== undefined
  if (!own?.has) return null
  const expression = memberPath('nodes', node.id)
  return (
    <section aria-label="Output" className="border-line border-t pt-3">
      <div className="mb-1 flex items-center gap-1.5">
        <h3 className="flex min-h-6 flex-1 items-center gap-1.5 font-medium text-ink-2 text-sm">
          <SquareArrowRight aria-hidden size={13} /> {pinned ? 'Pinned output' : 'Last output'}
        </h3>
        {pinned ? (
          <Button size="sm" tone="quiet" icon={<PinOff aria-hidden size={13} />} onClick={() => test.unpin(node.id)}>
            Unpin
          </Button>
        ) : canBePinned(node) ? (
          <Button size="sm" tone="quiet" icon={<Pin aria-hidden size={13} />} onClick={() => test.pinLast(node.id)}>
            Pin
          </Button>
        ) : null}
      </div>
      <ul className="-ml-1.5">
        <DataRow label="All of it" expression={expression} known={own} openAtFirst hint="Copy what reads it" onUse={copy} />
      </ul>
    </section>
  )
}
