import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { RunnerWord } from '../ports/job-board.ts'
import { type HearingDeps, hearWord } from './hear-runners.ts'
import { jobNameOf } from './job-id.ts'

/** Words in hand at once; each may be as long as a message may be. */
const BATCH = 8
/** How often it is asked for words when there were none. */
const POLL_MS = 100
const JOB_ID = /"jobId"\s*:\s*"([^"]+)"/

export interface HearingLoopDeps extends HearingDeps {
  consumer: string
  leaseMs: number
}

/** Takes words of runners; those of one run in order, runs side by side. */
export function startHearingLoop(deps: HearingLoopDeps): BackgroundLoop {
  const { board, logger, consumer, leaseMs } = deps
  let claimAt = 0
  return startLoop({ name: 'agent.results', onError: (name, error) => logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    const claims = Date.now() >= claimAt
    if (claims) claimAt = Date.now() + leaseMs / 2
    const words = await board.words({ consumer, count: BATCH, ...(claims ? { idleMs: leaseMs } : {}) })
    const results = await Promise.allSettled(
      byRun(words).map(async (ofOne) => {
        for (const word of ofOne) await hearWord(deps, word, signal)
      }),
    )
    for (const result of results)
      if (result.status === 'rejected') logger.error({ err: result.reason }, "a runner's word could not be taken; it is heard again")
    return words.length > 0 ? 0 : POLL_MS
  })
}

/** By what the words say of themselves, which only has to keep those of one job together. */
function byRun(words: readonly RunnerWord[]): RunnerWord[][] {
  const runs = new Map<string, RunnerWord[]>()
  for (const word of words) {
    const runId = jobNameOf(JOB_ID.exec(word.json)?.[1] ?? '')?.runId ?? ''
    runs.set(runId, [...(runs.get(runId) ?? []), word])
  }
  return [...runs.values()]
}
