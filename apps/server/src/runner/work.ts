import type { Outcome } from '@aob/ir/run'
import type { HotRun } from '../coordinator/hot-run.ts'
import { isUnderWay, type LeasedNode, leaseKey } from '../coordinator/lease.ts'
import type { StreamEntry } from '../ports/task-queue.ts'

/** One node in the hands of a worker. */
export interface Work extends LeasedNode {
  /** What is held and kept alive as long as the work goes on: the node's own token, or the one the worker came here from. */
  entry: StreamEntry
  /** The run as it was read for this node, or left by the commit that brought the worker here. */
  hot: HotRun
  signal: AbortSignal
  /** Nodes carried out on this entry, this one included. */
  nodes: number
  /** Whether the worker came here from another node, under the lease of its entry. */
  isLeased: boolean
  /** Whether it is known that the run was told of the start. */
  isStarted: boolean
  /** When the worker took the entry in hand. */
  since: number
  /** A node that was begun before its turn, as part of a segment that has been committed meanwhile. */
  underWay?: Promise<Executed>
}

/** What a node came to, and its run as it is known by then. */
export interface Executed {
  outcome: Outcome | 'interrupted'
  now: Work
}

/** The node an entry stands for: that of its token, or the one a worker has gone on to under its lease. */
export function standsFor(hot: Pick<HotRun, 'leases'> | undefined, entry: StreamEntry): LeasedNode {
  return hot?.leases[leaseKey(entry)] ?? { nodeId: entry.fields.nodeId ?? '', attempt: Number(entry.fields.attempt) }
}

/** Whether somebody has to look after what an entry stands for. */
export function isWanted(hot: HotRun | undefined, entry: StreamEntry): boolean {
  return hot !== undefined && isUnderWay(hot.state, standsFor(hot, entry))
}

/** Whether an entry still stands for this work: nobody else has answered for it or taken it over. */
export function stillStandsFor({ entry, nodeId, attempt }: Work): (state: HotRun['state'], leases: HotRun['leases']) => boolean {
  return (_, leases) => {
    const now = standsFor({ leases }, entry)
    return now.nodeId === nodeId && now.attempt === attempt
  }
}
