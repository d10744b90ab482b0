import type { RunEvent } from '@aob/schemas'
import type { EventLog } from '../ports/event-log.ts'

const PAGE = 1000

/** Events of a run after `afterSeq`, every one by default, page by page. */
export async function readAll(log: EventLog, runId: string, afterSeq = 0): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (;;) {
    const page = await log.read(runId, events.at(-1)?.seq ?? afterSeq, PAGE)
    events.push(...page)
    if (page.length < PAGE) return events
  }
}
