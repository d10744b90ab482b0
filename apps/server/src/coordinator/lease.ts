import { isTerminal, type RunState } from '@aob/ir/run'
import type { StreamEntry } from '../ports/task-queue.ts'

/**
 * What an entry of a task stream stands for beyond the token it carries. A process that goes on inline holds the next node under the lease of
 * the entry it has in hand (D-34): whoever takes that entry over finds here which node its worker was at. A lease is a field of the run's
 * hash, so that it is lost, comes back and is fenced together with the state it is about.
 */
export interface LeasedNode {
  nodeId: string
  attempt: number
  /** Of a job that is out with runners outside: what its words have to show, and what they are about. */
  job?: LentJob
}

export interface LentJob {
  /** SHA-256 of the token, in hex. */
  digest: string
  /** Version of the workflow the job showed; patches are written against it. */
  base: string
}

/** By the entry they belong to, as `leaseKey` names it. */
export type Leases = Readonly<Record<string, LeasedNode>>

/** Fields of a run's hash that hold leases; the others are the state's and the store's. */
export const LEASE_FIELD = 'l:'

export function leaseKey({ stream, id }: Pick<StreamEntry, 'stream' | 'id'>): string {
  return `${stream}|${id}`
}

/** The entry a lease belongs to; undefined for a key that nobody wrote. */
export function entryOfLease(key: string): Pick<StreamEntry, 'stream' | 'id'> | undefined {
  const at = key.lastIndexOf('|')
  // Written by leaseKey from the entry's own stream.
  return at < 0 ? undefined : { stream: key.slice(0, at) as StreamEntry['stream'], id: key.slice(at + 1) }
}

export function leasesOf(fields: Readonly<Record<string, string>>): Leases {
  const leases: Record<string, LeasedNode> = {}
  for (const [field, value] of Object.entries(fields)) {
    // Written by changeOfLeases.
    if (field.startsWith(LEASE_FIELD)) leases[field.slice(LEASE_FIELD.length)] = JSON.parse(value) as LeasedNode
  }
  return leases
}

const JOBS = 'agent.jobs|'

/** The lease of a job outside: no entry of ours stands for the node, the job does. */
export function jobLeaseKey(jobId: string): string {
  return JOBS + jobId
}

/** Jobs of a run that are out, by their ids. */
export function jobsIn(leases: Leases): ReadonlyMap<string, LeasedNode & { job: LentJob }> {
  return new Map(
    Object.entries(leases).flatMap(([key, { job, ...node }]) => (job && key.startsWith(JOBS) ? [[key.slice(JOBS.length), { ...node, job }] as const] : [])),
  )
}

/** Leases that still count: a lease ends with the attempt it is about, whoever ends it. */
export function leasesBehind(leases: Leases, next: RunState, gone: string | undefined, taken: Leases): Leases {
  const kept = Object.entries(leases).filter(([key, lease]) => key !== gone && isUnderWay(next, lease))
  return { ...Object.fromEntries(kept), ...taken }
}

/** What to write and what to remove so that the fields of some leases become those of others. */
export function changeOfLeases(before: Leases, after: Leases): { set: Record<string, string>; remove: string[] } {
  const set: Record<string, string> = {}
  for (const [key, lease] of Object.entries(after)) if (before[key] !== lease) set[LEASE_FIELD + key] = JSON.stringify(lease)
  const remove = Object.keys(before).flatMap((key) => (after[key] === undefined ? [LEASE_FIELD + key] : []))
  return { set, remove }
}

/** Whether an attempt's word still counts: not once the node was withdrawn, tried again elsewhere, or its run has ended. */
export function isUnderWay(state: RunState | undefined, { nodeId, attempt }: LeasedNode): boolean {
  const node = state && !isTerminal(state.status) ? state.nodes.get(nodeId) : undefined
  return node?.attempt === attempt && (node.status === 'queued' || node.status === 'running')
}
