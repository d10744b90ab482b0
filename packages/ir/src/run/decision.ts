import type { RunEvent } from '@aob/schemas'
import type { LegalityRefusal } from '../document/legality-refusal.ts'
import type { Effect } from './command.ts'

export type { LegalityRefusal } from '../document/legality-refusal.ts'

/** Why a command changed nothing. */
export type Ignored = 'stale_attempt' | 'duplicate_command' | 'unknown_node' | 'terminal' | 'not_waiting' | 'not_due'

/** Events to append and effects to carry out, or the reason why there are none. */
export type Decision =
  | { kind: 'events'; events: RunEvent[]; effects: Effect[] }
  | { kind: 'ignored'; reason: Ignored }
  | { kind: 'refused'; refusal: LegalityRefusal }
