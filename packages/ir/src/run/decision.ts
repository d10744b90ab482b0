import type { RunEvent } from '@aob/schemas'
import type { LegalityRefusal } from '../document/legality-refusal.ts'
import type { Effect } from './command.ts'
import type { RunState } from './state.ts'

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

/**
 * Events to append, effects to carry out and the state that follows, or the reason why there are none. In mode `full` the state is the
 * fold of the events; in mode `fast` it also has what went unlogged, and there may be no event at all.
 */
export type Decision =
  | { kind: 'events'; events: RunEvent[]; effects: Effect[]; next: RunState }
  | { kind: 'ignored'; reason: Ignored }
  | { kind: 'refused'; refusal: LegalityRefusal }
