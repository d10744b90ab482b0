import type { Workflow } from '@aob/schemas'
import { ChevronRight } from 'lucide-react'
import type { RunModel } from '../../stores/run-model.ts'
import { nodeTitle, typeLook } from '../../ui/canvas/node-look.ts'
import { formatDuration } from '../../ui/duration.ts'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfNode } from '../../ui/status-vocabulary.ts'

/** Every node with its status, in the order in which they were reached, the rest after; for screens too small for the graph. */
export function StepList({ model, document, onSelect }: { model: RunModel; document: Workflow; onSelect: (nodeId: string) => void }) {
  const rank = new Map(model.rows.map((id, index) => [id, index]))
  const nodes = document.nodes.toSorted((a, b) => (rank.get(a.id) ?? Number.MAX_SAFE_INTEGER) - (rank.get(b.id) ?? Number.MAX_SAFE_INTEGER))
  return (
    <ul className="-mx-4 border-line border-y">
      {nodes.map((node) => {
        const view = model.nodes[node.id]
        return (
          <li key={node.id} className="border-line border-b last:border-b-0">
            <button
              type="button"
              data-step={node.id}
              onClick={() => onSelect(node.id)}
              className="flex min-h-12 w-full items-center gap-3 px-4 py-1.5 text-left hover:bg-surface-2"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{nodeTitle(node)}</span>
                <span className="block truncate text-ink-3 text-xs">{typeLook(node.type).label}</span>
              </span>
              <span className="flex flex-col items-end">
                <StatusLabel status={wordOfNode(view?.status ?? 'idle')} />
                {view?.durationMs === undefined ? null : <span className="text-ink-3 text-xs tabular-nums">{formatDuration(view.durationMs)}</span>}
              </span>
              <ChevronRight size={15} aria-hidden className="shrink-0 text-ink-3" />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
