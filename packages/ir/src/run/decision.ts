import type { RunEvent } from '@aob/schemas'
import type { Effect } from './command.ts'

/** Why a command changed nothing. */
export type Ignored = 'stale_attempt' | 'duplicate_command' | 'unknown_node' | 'terminal' | 'not_waiting' | 'not_due'

/** Events to append and effects to carry out, or the reason why there are none. */
export type Decision =
  | { kind: 'events'; events: RunEvent[]; effects: Effect[] }
  | { kind: 'ignored'; reason: Ignored }
  | { kind: 'refused'; refusal: LegalityRefusal }

/** A legality verdict with the rule broken, where, and what would be allowed (D-04). */
export interface LegalityRefusal {
  /** Rule id of packages/ir/SPEC.md, e.g. `L3`. */
  rule: string
  code: 'patch.illegal' | 'run.terminal' | 'limit.agents' | 'node.unknown_type'
  message: string
  nodeId?: string
  edgeId?: string
  pointer?: string
  /** What would be allowed instead. */
  allowed?: string
}
