import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Clock } from '../ports/clock.ts'
import type { BlobGarbage, RecordKeeping } from '../ports/record-keeping.ts'
import { collectGarbage } from './collect-garbage.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** What is kept for how long; how often somebody looks. */
export interface RetentionPolicy {
  /** Events of a run go this many days after its end; 0 keeps them for ever. */
  logDays: number
  /** A blob nothing names goes after twice this time. */
  blobGraceHours: number
  /** 0 leaves all of it to the command line. */
  everyMinutes: number
}

export interface RetentionDeps {
  keeping: RecordKeeping
  garbage: BlobGarbage
  policy: RetentionPolicy
  clock: Clock
  logger: Logger
}

/** One pass over everything that may go; nothing when another process is at it. */
export async function keepRecord({ keeping, garbage, policy, clock, logger }: RetentionDeps): Promise<boolean> {
  return keeping.alone(async () => {
    const events = policy.logDays > 0 ? await keeping.purgeLog(new Date(clock.now() - policy.logDays * DAY_MS)) : 0
    const blobs = await collectGarbage({ garbage, keeping, graceMs: policy.blobGraceHours * HOUR_MS })
    if (events + blobs.setAside + blobs.deleted > 0) logger.info({ events, ...blobs, audit: true }, 'retention')
  })
}

/** Looks at once and then as often as the policy says. */
export function startRetentionLoop(deps: RetentionDeps): BackgroundLoop {
  const onError = (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'loop failed')
  const everyMs = deps.policy.everyMinutes * 60_000
  return startLoop({ name: 'retention', onError, retryMs: Math.min(everyMs, HOUR_MS) }, async () => {
    await keepRecord(deps)
    return everyMs
  })
}
