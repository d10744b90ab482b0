import type { AnchoredChange } from '@aob/schemas'

/** An element that a patch removed; its id is spent (D-26). Inside the body of a scope ids are its own: there it is the way of ids, `each/fetch`. */
export interface RetiredId {
  kind: 'node' | 'edge'
  id: string
}

/** Ids that a patch takes out of use. */
export function retiredBy(anchored: readonly AnchoredChange[]): RetiredId[] {
  return wholeElements(anchored, 'remove')
}

/** Ids that a patch brings into use: each must be new, or return by the reverting of its removal. */
export function takenBy(anchored: readonly AnchoredChange[]): RetiredId[] {
  return wholeElements(anchored, 'add')
}

/** What a scope that comes or goes holds comes and goes with it: its own id says that already. */
function wholeElements(anchored: readonly AnchoredChange[], wanted: AnchoredChange['op']): RetiredId[] {
  return anchored.flatMap(({ target: { kind, path }, pointer, op }) =>
    op === wanted && pointer === '' && kind !== 'root' ? [{ kind, id: path.join('/') }] : [],
  )
}
