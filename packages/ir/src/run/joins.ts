import type { IrNode } from '@aob/schemas'
import type { EdgeFact } from './state.ts'

/** `ready`: may run; `dead`: can never run; `open`: depends on edges not resolved yet. */
export type JoinVerdict = 'ready' | 'dead' | 'open'

/**
 * Judges a join from the facts of its incoming edges alone (J1 to J4). A node without incoming edges is ready.
 * `all` wants every edge resolved and one taken; `any` and `n` want that many taken and are dead once that has become impossible.
 */
export function judgeJoin(node: IrNode, factOf: (edgeId: string) => EdgeFact | undefined): JoinVerdict {
  if (node.in.length === 0) return 'ready'
  let taken = 0
  let open = 0
  for (const id of node.in) {
    const fact = factOf(id)
    if (fact === 'taken') taken++
    else if (fact === undefined) open++
  }
  if (node.join === 'all') {
    if (open > 0) return 'open'
    return taken > 0 ? 'ready' : 'dead'
  }
  const needed = node.joinCount ?? 1
  if (taken >= needed) return 'ready'
  return taken + open < needed ? 'dead' : 'open'
}
