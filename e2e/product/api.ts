/** The public REST surface, as an internal tool would call it. */

export interface RunView {
  run: { status: string; workflowName: string; pendingPatches: number }
  irVersion: number
  nodes: Record<string, { status: string; attempt: number; outputRef?: string }>
}

export interface SampleEffects {
  count: number
  duplicates: number
  effects: { kind: string; key?: string; duplicates: number; request: unknown }[]
}

const POLL_MS = 100
const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])

/** A GET that must succeed; the problem document is the error's text. */
export async function getJson<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url)
  const text = await response.text()
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${text}`)
  return JSON.parse(text) as Answer
}

/** A POST whose status the caller judges. */
export async function postJson<Answer>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: Answer }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Answer }
}

export async function startRun(productUrl: string, body: object): Promise<string> {
  const started = await postJson<{ runId?: string }>(`${productUrl}/api/v1/runs`, body)
  if (started.status !== 201 || !started.body.runId) throw new Error(`The run did not start: ${JSON.stringify(started)}`)
  return started.body.runId
}

export function readRun(productUrl: string, runId: string): Promise<RunView> {
  return getJson(`${productUrl}/api/v1/runs/${runId}`)
}

/** Waits for a condition over the run; fails with what the run looked like last. */
export async function untilRun(productUrl: string, runId: string, what: string, holds: (run: RunView) => boolean, timeoutMs = 60_000): Promise<RunView> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const run = await readRun(productUrl, runId)
    if (holds(run)) return run
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}: ${JSON.stringify(run)}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

export function untilEnded(productUrl: string, runId: string): Promise<RunView> {
  return untilRun(productUrl, runId, 'the run to end', ({ run }) => ENDED.has(run.status))
}

/** What the outside world received, one effect per idempotency key. */
export function sampleEffects(sampleUrl: string): Promise<SampleEffects> {
  return getJson(`${sampleUrl}/effects`)
}

/** Event numbers of the run's record, in order. */
export async function eventNumbers(productUrl: string, runId: string): Promise<number[]> {
  const timeline = await getJson<{ events?: { seq: number }[] } | { seq: number }[]>(`${productUrl}/api/v1/runs/${runId}/timeline`)
  return (Array.isArray(timeline) ? timeline : (timeline.events ?? [])).map(({ seq }) => seq)
}
