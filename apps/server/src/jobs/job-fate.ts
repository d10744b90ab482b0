import type { NodeState } from '@aob/ir/run'
import type { Limits } from '@aob/schemas'
import type { JobPlace, PostedJob } from '../ports/job-board.ts'

/** What has to become of a job that is out. */
export type JobFate =
  /** Somebody works on it, or may still come. */
  | 'wait'
  /** The run is paused and nobody has begun: its token is given again on resume. */
  | 'withhold'
  /** Nobody took it in time. */
  | 'no_runner'
  | 'timed_out'
  /** Its runner is silent: it goes out again under the next attempt. */
  | 'lost'
  /** As many runners in a row were lost with it as the limit allows. */
  | 'poisoned'

export interface JobCase {
  node: Pick<NodeState, 'status' | 'queuedAt' | 'startedAt' | 'takeovers'>
  /** What the board knows; undefined when it has no such job. */
  posted: PostedJob | undefined
  /** Where it is on its stream; undefined when nobody looked, which says nothing. */
  place: JobPlace | undefined
  isPaused: boolean
  irreversible: boolean
  timeoutMs: number | undefined
  /** Until when everything that was said has been heard; milliseconds since the epoch. */
  heardUntil: number
  limits: Pick<Limits, 'maxAgentJobWaitMs' | 'maxAgentSilenceMs' | 'maxNodeAttempts'>
}

/** Judges by what was heard, never by what may lie unheard: a server that was away does not take its runners for dead. */
export function fateOf({ node, posted, place, isPaused, irreversible, timeoutMs, heardUntil, limits }: JobCase): JobFate {
  const outSince = (node.status === 'running' ? node.startedAt : node.queuedAt) ?? heardUntil
  // An irreversible node is started before it is handed out: there only its runner's own word says that it was begun.
  const begunAt = posted?.begunAt ?? (node.status === 'running' && !irreversible ? node.startedAt : undefined)
  const silentFor = heardUntil - (posted?.heardAt ?? begunAt ?? outSince)
  const lost = (node.takeovers ?? 0) + 1 >= limits.maxNodeAttempts ? 'poisoned' : 'lost'
  if (begunAt !== undefined) {
    if (timeoutMs !== undefined && heardUntil - begunAt >= timeoutMs) return 'timed_out'
    return silentFor >= limits.maxAgentSilenceMs ? lost : 'wait'
  }
  if (isPaused && node.status === 'queued') return 'withhold'
  if (heardUntil - outSince >= limits.maxAgentJobWaitMs) return 'no_runner'
  if (posted && (place === undefined || place.kind === 'waiting')) return 'wait'
  // Taken without a word since, or lost on its way.
  const idleFor = place?.kind === 'taken' ? place.forMs : silentFor
  return idleFor >= limits.maxAgentSilenceMs ? lost : 'wait'
}
