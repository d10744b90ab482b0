import { activationOf, prefixIn, splitActivation } from '@aob/ir/document'
import { resultsOf } from '@aob/ir/run'
import type { NodeRunView, ScopeProgress } from '@aob/schemas'
import { Maximize2 } from 'lucide-react'
import { useMemo } from 'react'
import type { RunModel } from '../../stores/run-model.ts'
import { Button } from '../../ui/button.tsx'
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
  /** Shows one round on the canvas. */
  onGo: (activation: string) => void
  /** Goes into the body; absent where the graph does not hold it. */
  onEnter: ((address: string) => void) | undefined
}

/** A look into a scope: how many rounds of its body are over, what the others are doing, and what failed. */
export function ScopeRounds({ address, progress, model, nameOf, onSelect, onGo, onEnter }: ScopeRoundsProps) {
  const inside = useMemo(() => stepsInside(model.nodes, address), [model.nodes, address])
  const failed = useMemo(() => failedRounds(model, address, progress.count), [model, address, progress.count])
  const { count, settled, open } = progress
  return (
    <section aria-label="Rounds of the body" className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-medium text-ink-3 text-xs">Rounds</h3>
        {onEnter ? (
          <Button size="sm" icon={<Maximize2 size={13} aria-hidden />} onClick={() => onEnter(address)}>
            Open the body
          </Button>
        ) : null}
      </div>
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
              <button
                type="button"
                disabled={!onEnter}
                onClick={() => onGo(activationOf(address, index))}
                className="font-mono text-xs underline-offset-4 enabled:hover:underline"
              >
                {activationOf(address, index)}
              </button>{' '}
              <span className="text-danger">{message}</span>
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

/** Rounds that failed, with why; those that are failing still finish what they have under way. */
function failedRounds({ state, past }: RunModel, address: string, count: number): [number, string][] {
  if (!state) return []
  const over = [...past].flatMap(([activation, { error }]): [number, string][] => {
    const { scope, index } = splitActivation(activation)
    return error && scope === address ? [[index, error.message]] : []
  })
  if (over.length > 0) return over.sort(([left], [right]) => left - right).slice(0, MOST_FAILED)
  const settled = [...resultsOf(state.results, address, count)].flatMap(([index, { error }]): [number, string][] => (error ? [[index, error.message]] : []))
  const failing = Object.entries(state.failures).flatMap(([activation, { error }]): [number, string][] =>
    prefixIn(activation).startsWith(`${address}[`) && !activation.includes('/', address.length)
      ? [[Number(activation.slice(address.length + 1, -1)), error.message]]
      : [],
  )
  return [...settled, ...failing].sort(([left], [right]) => left - right).slice(0, MOST_FAILED)
}
