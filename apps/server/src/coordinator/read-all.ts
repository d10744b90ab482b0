import type { RunEvent } from '@aob/schemas'
import type { EventLog } from '../ports/event-log.ts'

const PAGE = 1000

/** Every event of a run, page by page. */
export async function readAll(log: EventLog, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (;;) {
    const page = await log.read(runId, events.at(-1)?.seq ?? 0, PAGE)
    events.push(...page)
    if (page.length < PAGE) return events
  }
}
