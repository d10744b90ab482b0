import type { RunEvent } from '@aob/schemas'
import type { LegalityRefusal } from '../document/legality-refusal.ts'
import type { Effect } from './command.ts'

export type { LegalityRefusal } from '../document/legality-refusal.ts'

/** Why a command changed nothing. */
export type Ignored =
  | 'stale_attempt'
  | 'duplicate_command'
  | 'unknown_node'
  | 'terminal'
  | 'not_waiting'
  | 'not_due'
  /** The run is paused: no new tokens. */
  | 'paused'
  | 'not_paused'
  /** As many nodes are at work as the workflow allows; the node goes on when one of them is done. */
  | 'full'
  | 'not_held'
  /** A node of a type nobody has registered cannot be tried again. */
  | 'unknown_type'
  /** The node has no such port. */
  | 'unknown_port'

/** Events to append and effects to carry out, or the reason why there are none. */
export type Decision =
  | { kind: 'events'; events: RunEvent[]; effects: Effect[] }
  | { kind: 'ignored'; reason: Ignored }
  | { kind: 'refused'; refusal: LegalityRefusal }
