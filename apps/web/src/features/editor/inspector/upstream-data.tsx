import { Database } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { notify } from '../../../ui/toast.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { useEditorState } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { inputReferences, upstreamReferences } from './upstream-references.ts'

/** Sources shown at first, and with every wish for more: those a step uses are nearly always near. */
const AT_FIRST = 20
const MORE = 50

/** What this node can use: outputs of the nodes before it, the nearest first, and the run's inputs. A click writes the reference into the field in use. */
export function UpstreamData({ nodeId, onInsert }: { nodeId: string; onInsert: (expression: string) => boolean }) {
  const document = useEditorState(selectDocument)
  const sources = useMemo(() => [...inputReferences(document), ...upstreamReferences(document, nodeId)], [document, nodeId])
  const [most, setMost] = useState({ nodeId, count: AT_FIRST })
  if (most.nodeId !== nodeId) setMost({ nodeId, count: AT_FIRST })
  if (sources.length === 0) return null
  const left = sources.length - most.count
  async function use(expression: string) {
    if (onInsert(expression)) return
    await navigator.clipboard.writeText(expression)
    notify.info('Copied', `Paste ${expression} where you need it, or click into a field first.`)
  }
  return (
    <section aria-label="Data from earlier steps" className="border-line border-t pt-3">
      <h3 className="mb-2 flex items-center gap-1.5 font-medium text-ink-2 text-sm">
        <Database aria-hidden size={13} /> Data from earlier steps
      </h3>
      <ul className="flex flex-col gap-2">
        {sources.slice(0, most.count).map(({ id, title, expressions }) => (
          <li key={id}>
            <p className="mb-1 truncate text-ink-3 text-xs">{title === '' ? 'Run inputs' : title}</p>
            <div className="flex flex-wrap gap-1">
              {expressions.map((expression) => (
                <Tooltip key={expression} content="Insert at the cursor" side="top">
                  <button
                    type="button"
                    // The field in use keeps its cursor.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => void use(expression)}
                    className="max-w-full truncate rounded-md border border-line bg-surface-2 px-1.5 py-0.5 font-mono text-[11px] text-ink-2 hover:border-line-strong hover:text-ink"
                  >
                    {expression}
                  </button>
                </Tooltip>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {left > 0 ? (
        <Button size="sm" tone="quiet" className="mt-2" onClick={() => setMost({ nodeId, count: most.count + MORE })}>
          Show {Math.min(MORE, left)} of {left.toLocaleString('en')} steps further back
        </Button>
      ) : null}
    </section>
  )
}
