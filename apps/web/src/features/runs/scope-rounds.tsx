import { activationOf, prefixIn } from '@aob/ir/document'
import { resultsOf } from '@aob/ir/run'
import type { NodeRunView, ScopeProgress } from '@aob/schemas'
import { useMemo } from 'react'
import type { RunModel } from '../../stores/run-model.ts'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfNode } from '../../ui/status-vocabulary.ts'

/** Failed rounds listed at once; more say the same. */
const MOST_FAILED = 50

export interface ScopeRoundsProps {
  address: string
  progress: ScopeProgress
  model: RunModel
  nameOf: (address: string) => string
  onSelect: (address: string) => void
}

/** A look into a scope: how many rounds of its body are over, what the others are doing, and what failed. */
export function ScopeRounds({ address, progress, model, nameOf, onSelect }: ScopeRoundsProps) {
  const inside = useMemo(() => stepsInside(model.nodes, address), [model.nodes, address])
  const failed = useMemo(() => failedRounds(model, address, progress.count), [model, address, progress.count])
  const { count, settled, open } = progress
  return (
    <section aria-label="Rounds of the body" className="flex flex-col gap-1.5">
      <h3 className="font-medium text-ink-3 text-xs">Rounds</h3>
      <p className="text-sm tabular-nums">
        {settled} of {count} done{open > 0 ? `, ${open} under way` : ''}
        {progress.failed > 0 ? <span className="text-danger">, {progress.failed} failed</span> : null}
      </p>
      {inside.length > 0 ? (
        <ul className="-mx-1">
          {inside.map((view) => (
            <li key={view.nodeId}>
              <button
                type="button"
                data-step={view.nodeId}
                onClick={() => onSelect(view.nodeId)}
                className="flex min-h-8 w-full items-center gap-2 rounded px-1 text-left text-sm hover:bg-surface-2"
              >
                <span className="min-w-0 flex-1 truncate">{nameOf(view.nodeId)}</span>
                <StatusLabel status={wordOfNode(view.status)} className="text-xs!" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {failed.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {failed.map(([index, message]) => (
            <li key={index} className="text-sm">
              <code className="font-mono text-xs">{activationOf(address, index)}</code> <span className="text-danger">{message}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** Steps of rounds under way, in order of their rounds. */
function stepsInside(nodes: Readonly<Record<string, NodeRunView>>, address: string): NodeRunView[] {
  const inside = Object.values(nodes).filter(({ nodeId }) => nodeId.startsWith(`${address}[`))
  return inside.sort((left, right) => left.nodeId.localeCompare(right.nodeId, undefined, { numeric: true }))
}

/** What failed, as far as the run still remembers: once the scope is over its output or error tells. */
function failedRounds({ state }: RunModel, address: string, count: number): [number, string][] {
  if (!state) return []
  const settled = [...resultsOf(state.results, address, count)].flatMap(([index, { error }]): [number, string][] => (error ? [[index, error.message]] : []))
  const failing = Object.entries(state.failures).flatMap(([activation, { error }]): [number, string][] =>
    prefixIn(activation).startsWith(`${address}[`) && !activation.includes('/', address.length)
      ? [[Number(activation.slice(address.length + 1, -1)), error.message]]
      : [],
  )
  return [...settled, ...failing].sort(([left], [right]) => left - right).slice(0, MOST_FAILED)
}
