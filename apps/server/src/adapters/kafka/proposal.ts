import type { CommitPlan, StreamName } from '../../ports/commit-plan.ts'

export interface StreamShare {
  stream: StreamName
  /** Most entries wanted of it. */
  count: number
}

export interface EntryName {
  stream: StreamName
  id: string
}

/** Everything that changes a partition. */
export type Operation =
  /** `keep`: the newest entries that stay on the stream. */
  | { kind: 'append'; stream: StreamName; fields: Record<string, string>; keep?: number }
  | { kind: 'take'; group: string; consumer: string; shares: StreamShare[] }
  | { kind: 'claim'; group: string; consumer: string; idleMs: number; shares: StreamShare[] }
  | { kind: 'touch'; group: string; consumer: string; entries: EntryName[] }
  | { kind: 'ack'; group: string; entries: EntryName[] }
  | { kind: 'commit'; plan: CommitPlan }
  /** Asks for the turn to write a snapshot; it is given once the log has grown by so many bytes since the last turn. */
  | { kind: 'snapshot'; afterBytes: number }
  /** Says that a snapshot is whole; the fold judges whether the log may be cut by it. */
  | { kind: 'snapshot-kept'; offset: number; place: number }

/** One record of the log: which process asks for what. A process numbers its proposals for a partition upwards, so that a copy is known. */
export interface Proposal {
  from: string
  n: number
  operation: Operation
}

/**
 * Version of what a record says and of how it is folded. Processes that fold differently would come to different states: raise it with
 * every change of either, and a process that meets a newer one stops taking part instead of guessing.
 */
const FORMAT = 1

export class NewerFormat extends Error {}

export function encodeProposal({ from, n, operation }: Proposal): string {
  return JSON.stringify([FORMAT, from, n, operation])
}

/** Undefined for a record of somebody else. Throws `NewerFormat` for one this version cannot fold. */
export function decodeProposal(value: string): Proposal | undefined {
  const parsed = parse(value)
  if (!Array.isArray(parsed)) return undefined
  const [format, from, n, operation] = parsed as unknown[]
  if (typeof format !== 'number' || typeof from !== 'string' || typeof n !== 'number') return undefined
  if (format > FORMAT) throw new NewerFormat(`The log holds records of format ${format}; this version knows ${FORMAT}.`)
  if (typeof operation !== 'object' || operation === null) return undefined
  // A record of our format was written by encodeProposal.
  return { from, n, operation: operation as Operation }
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    // Not JSON: somebody else's.
    return undefined
  }
}
