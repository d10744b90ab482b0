import type { WorkflowEdge } from '@aob/schemas'
import type { StatusWord } from '../status-vocabulary.ts'

/** What a run says about one node; shown in the card's footer and as its ring. */
export interface NodeOverlay {
  status: StatusWord
  /** Milliseconds. */
  durationMs?: number
  /** Model tokens used. */
  tokens?: number
  /** Shown from the second attempt on. */
  attempt?: number
  /** Of a scope: rounds of its body that are over, of how many, e.g. `37/100`, and how many of them failed. */
  rounds?: string
  failedRounds?: number
}

/** What a run says about one edge. */
export type EdgeOverlay = 'taken' | 'not_taken' | 'active'

/** What a patch does to one node or edge. */
export interface DiffMark {
  kind: 'added' | 'removed' | 'changed'
  /** Who proposes it; stands in the badge. */
  by?: string
  /** Names of the changed settings, for the card's tooltip. */
  fields?: readonly string[]
  /** It has happened already: the card does not call it proposed. */
  settled?: boolean
}

export type StatusOf = (nodeId: string) => NodeOverlay | undefined
/** Told by where it leads, so that nobody needs a list of all connections to tell. */
export type EdgeStateOf = (edge: Pick<WorkflowEdge, 'id' | 'to'>) => EdgeOverlay | undefined
export type DiffOf = (id: string, element: 'node' | 'edge') => DiffMark | undefined
