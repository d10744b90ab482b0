import { isTerminal } from '@aob/ir/run'
import type { RunDetail, RunEvent, StartRun } from '@aob/schemas'
import type { ServerProcess } from './server-process.ts'
import { waitUntil } from './wait-until.ts'

/** What tests ask a server over HTTP, in a process of its own. */
type Asked = Pick<ServerProcess, 'url'>

export async function ask<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${await response.text()}`)
  // What this API answers is checked against its schemas elsewhere.
  return (await response.json()) as T
}

export async function startRun({ url }: Asked, request: StartRun): Promise<string> {
  return (await ask<{ runId: string }>(`${url}/runs`, request)).runId
}

/** Waits for the run's end in the record, whatever it ends with. */
export function endedRun({ url }: Asked, runId: string, timeoutMs: number): Promise<RunDetail> {
  return waitUntil(
    `run ${runId} to end`,
    async () => {
      const detail = await ask<RunDetail>(`${url}/runs/${runId}`)
      return isTerminal(detail.run.status) && detail
    },
    timeoutMs,
  )
}

/** The first 500 events of a run. */
export async function eventsOfRun({ url }: Asked, runId: string): Promise<RunEvent[]> {
  return (await ask<{ events: RunEvent[] }>(`${url}/runs/${runId}/timeline?limit=500`)).events
}
