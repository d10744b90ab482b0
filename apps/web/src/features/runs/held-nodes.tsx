import { CirclePause } from 'lucide-react'
import { useRunModel, useRunSession } from '../../lib/live/run-session-context.ts'
import { Button } from '../../ui/button.tsx'

/** Steps that wait for a person's decision, above everything else on the run's page; nothing when there are none. */
export function HeldNodes({ nameOf }: { nameOf: (nodeId: string) => string }) {
  const { view } = useRunSession()
  const nodes = useRunModel((model) => model.nodes)
  const over = useRunModel((model) => model.endedAt !== undefined)
  const held = over ? [] : Object.values(nodes).filter(({ status }) => status === 'held')
  return held.map(({ nodeId, error }) => (
    <section
      key={nodeId}
      aria-label={`${nameOf(nodeId)} is held`}
      className="flex items-center gap-3 rounded-xl border border-status-waiting bg-surface px-3 py-2.5"
    >
      <CirclePause size={18} aria-hidden className="shrink-0 text-status-waiting" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{nameOf(nodeId)} is held</p>
        <p className="truncate text-ink-3 text-sm">{error?.message ?? 'Its type is not registered here.'}</p>
      </div>
      <Button size="sm" onClick={() => view.select(nodeId)}>
        Decide
      </Button>
    </section>
  ))
}
