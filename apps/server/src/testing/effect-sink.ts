import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the sink saw it. */
export interface Received {
  method: string
  path: string
  key: string | undefined
  body: string
  at: number
}

/** How a path answers; default 200 with the request echoed. Called once per new key, so that effects can be counted. */
export type Answer = (
  request: Received,
  count: number,
) => Promise<{ status?: number; headers?: Record<string, string>; body?: unknown }> | { status?: number; headers?: Record<string, string>; body?: unknown }

/** A real HTTP service that honours the idempotency key: the same key gives the stored answer and no second effect (D-22). */
export interface EffectSink {
  url: string
  hostPort: string
  on(path: string, answer: Answer): void
  /** Every request that arrived, repeated ones included. */
  received: Received[]
  /** New keys per path: what really happened. */
  effects(path: string): number
  close(): Promise<void>
}

export async function startEffectSink(): Promise<EffectSink> {
  const answers = new Map<string, Answer>()
  const received: Received[] = []
  const byKey = new Map<string, Promise<{ status: number; headers: Record<string, string>; text: string }>>()
  const effects = new Map<string, number>()

  async function answerTo(request: Received) {
    const count = (effects.get(request.path) ?? 0) + 1
    effects.set(request.path, count)
    const answer = await (answers.get(request.path)?.(request, count) ?? { body: { path: request.path } })
    return { status: answer.status ?? 200, headers: answer.headers ?? {}, text: JSON.stringify(answer.body ?? null) }
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', async () => {
      const key = incoming.headers['idempotency-key']
      const request: Received = {
        method: incoming.method ?? 'GET',
        path: (incoming.url ?? '/').split('?')[0] ?? '/',
        key: Array.isArray(key) ? key[0] : key,
        body: Buffer.concat(chunks).toString('utf8'),
        at: Date.now(),
      }
      received.push(request)
      const stored = request.key === undefined ? undefined : byKey.get(request.key)
      const pending = stored ?? answerTo(request)
      const answer = await pending
      // A failure is no effect: it is not stored, so that a retry is served anew.
      if (request.key !== undefined && !stored && answer.status < 400) byKey.set(request.key, Promise.resolve(answer))
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(answer.text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    on: (path, answer) => void answers.set(path, answer),
    received,
    effects: (path) => effects.get(path) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
