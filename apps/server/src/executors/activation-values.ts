import type { ActivationResult } from '@aob/ir/run'
import type { CasJson } from '../coordinator/cas-json.ts'
import { readItem } from '../coordinator/item-list.ts'
import type { ExecutionRequest, Expressions } from '../ports/execution.ts'

export interface ValueDeps {
  expressions: Expressions
  cas: CasJson
}

/** Results read from the store at the same time. */
const READS = 32

/**
 * The value of one activation: what the `output` template of its scope makes of the body's outputs; without one, the output of the
 * node it ended with, an object by id when it ended with several, null when with none.
 */
export async function activationValue(deps: ValueDeps, request: ExecutionRequest, index: number, { outputs }: ActivationResult): Promise<unknown> {
  const nodes = Object.fromEntries(await Promise.all(Object.entries(outputs).map(async ([id, ref]) => [id, await deps.cas.get(ref)] as const)))
  const template: unknown = Reflect.get(request.node.config, 'output')
  if (template === undefined) {
    const values = Object.values(nodes)
    return values.length > 1 ? nodes : (values[0] ?? null)
  }
  const { scope, node, opened } = request
  const ref = opened?.progress.ref
  const iteration = node.type === 'map' ? { index, item: ref === undefined ? null : await readItem(deps.cas, ref, index) } : {}
  const turn = node.type === 'loop' ? { iteration: index, previous: ref === undefined ? null : await deps.cas.get(ref) } : {}
  return deps.expressions.render(template, { ...scope, ...iteration, ...turn, nodes: { ...scope.nodes, ...nodes } })
}

/** Something of every settled activation, in the order of their indices, some dozens at a time. */
export async function inOrder<T>(results: ReadonlyMap<number, ActivationResult>, of: (index: number, result: ActivationResult) => Promise<T>): Promise<T[]> {
  const ordered = [...results].sort(([left], [right]) => left - right)
  const values: T[] = []
  for (let at = 0; at < ordered.length; at += READS) {
    values.push(...(await Promise.all(ordered.slice(at, at + READS).map(([index, result]) => of(index, result)))))
  }
  return values
}
