import type { NodeError } from '@aob/schemas'
import type { ConditionResult, RunCommand } from '../command.ts'

/** What is taken for granted about the part of a run that has not happened. Whatever is left open may turn out either way. */
export interface Assumptions {
  /** Answers by node id: the port a node leaves by (for a person: `approve` or `reject`), or how it fails for good. */
  answers?: Readonly<Record<string, { port?: string; outputRef?: string; error?: NodeError }>>
  /** Results of edge conditions by edge id. */
  conditions?: Readonly<Record<string, ConditionResult>>
  /** Recorded commands, in their order: carried out first, each at its time. What no longer applies is passed by. */
  recorded?: ReadonlyArray<{ command: RunCommand; at: number }>
  /** Time of the first simulated step, in milliseconds since the epoch; by default that of the state's last event known. */
  now?: number
  /** Ways played through at most; MAX_WAYS by default. */
  maxWays?: number
}
