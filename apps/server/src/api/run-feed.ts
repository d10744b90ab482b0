import type { RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Caller, Services } from '../usecases/services.ts'
import { createBell } from './bell.ts'

/**
 * Live events of one run, for WebSocket and SSE alike.
 *
 * - F1 Events come from the record only, in order of seq; a notice is a hint to read again, its loss delays by `recheckMs` at most.
 * - F2 Reading goes on behind the last event yielded: no gap, no duplicate, whatever the hints do.
 * - F3 The feed ends after the run's terminal event, also when the client already had it.
 * - F4 Every read passes the caller, so that access is checked for as long as the feed lives.
 */
export interface RunFeedOptions {
  services: Pick<Services, 'runs' | 'live'>
  caller: Caller
  runId: string
  /** seq of the last event the client has; 0 for all. */
  afterSeq: number
  signal: AbortSignal
  pageSize?: number
  recheckMs?: number
}

const TERMINAL: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

/** Yields pages of events, each non-empty. */
export async function* followRun(options: RunFeedOptions): AsyncGenerator<RunEvent[], void, void> {
  const { services, caller, runId, afterSeq, signal, pageSize = 200, recheckMs = 5_000 } = options
  const bell = createBell()
  const off = services.live.onRun(runId, bell.ring)
  signal.addEventListener('abort', bell.ring)
  try {
    if (await feedHasEnded(options)) return
    let last = afterSeq
    while (!signal.aborted) {
      const page = await services.runs.events(caller, runId, last, pageSize)
      const end = page.findIndex((event) => TERMINAL.has(event.type))
      if (page.length > 0) yield end < 0 ? page : page.slice(0, end + 1)
      if (end >= 0) return
      last = page.at(-1)?.seq ?? last
      if (page.length === 0) await bell.wait(recheckMs)
    }
  } finally {
    off()
    signal.removeEventListener('abort', bell.ring)
  }
}

/** True when the client's last event is the terminal one. An id from beyond the record is refused: it belongs to something else. */
export async function feedHasEnded({ services, caller, runId, afterSeq }: RunFeedOptions): Promise<boolean> {
  const [event] = await services.runs.events(caller, runId, Math.max(afterSeq - 1, 0), 1)
  if (afterSeq === 0) return false
  if (!event) throw new DomainError('request.invalid', 'The last event id is beyond the record of this run.', { pointer: '/lastEventId' })
  return TERMINAL.has(event.type)
}

/** True for events a `node` filter lets through: the node's own and the run's. */
export function concernsNode(event: RunEvent, nodeId: string): boolean {
  return !('nodeId' in event.data) || event.data.nodeId === nodeId
}
