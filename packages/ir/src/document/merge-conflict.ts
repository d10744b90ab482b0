import type { AnchorTarget } from '@aob/schemas'

/** What two sides did that does not go together, no larger than the place it is about. */
export interface MergeConflict {
  reason:
    | 'value_changed' // both gave one field different values
    | 'added_twice' // both added an element of this id, with different content
    | 'removed_and_changed' // one removed what the other changed
    | 'edge_dangles' // one removed an end of an edge the other added or kept
    | 'flow_changed' // both took one connection away and led its flow elsewhere, differently
    | 'reference_lost' // one removed a node whose output an expression of the other reads
    | 'cycle' // the connections of both together lead round
  target: AnchorTarget
  /** Field inside the target; empty for the whole of it. */
  pointer: string
  base?: unknown
  /** What each side has there; absent where it has nothing. */
  left?: unknown
  right?: unknown
  message: string
}

export type ElementKind = 'node' | 'edge'

export const targetOf = (kind: ElementKind, id: string): AnchorTarget => ({ kind, path: [id] })

export const ROOT: AnchorTarget = { kind: 'root', path: [] }
