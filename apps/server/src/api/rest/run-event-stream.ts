import type { ServerResponse } from 'node:http'
import type { RunEvent, RunEventsInput } from '@aob/schemas'
import { validateRunEventsInput } from '@aob/schemas/api-validators'
import { input } from '../input.ts'
import { problemOf } from '../problem.ts'
import { concernsNode, feedHasEnded, followRun } from '../run-feed.ts'
import type { RestAnswer, RestRequest } from './route.ts'

/** Silence after which a comment keeps proxies and clients from giving up. */
export const SSE_HEARTBEAT_MS = 15_000
/** How long a full send buffer may stay full before the client is cut; it resumes by Last-Event-ID. */
export const SSE_STALL_MS = 30_000

/** Server-sent events of one run (ST-03): `id` is the seq, `data` the event; 204 tells a finished client to stop. */
export async function runEventStream(request: RestRequest<RunEventsInput>, runId: string): Promise<RestAnswer> {
  const { services, caller, signal, query } = request
  const lastEventId = request.headers['last-event-id'] ?? query.lastEventId
  // The header is as untrusted as the query.
  const afterSeq = Number(input<RunEventsInput>(validateRunEventsInput)({ runId, ...(lastEventId === undefined ? {} : { lastEventId }) }).lastEventId ?? 0)
  const options = { services, caller, runId, afterSeq, signal }
  if (await feedHasEnded(options)) return { kind: 'empty', status: 204 }
  return { kind: 'stream', write: (response) => writeEvents(response, followRun(options), query.node) }
}

async function writeEvents(response: ServerResponse, feed: AsyncGenerator<RunEvent[], void, void>, node: string | undefined): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  response.write('retry: 1000\n\n')
  const heartbeat = setInterval(() => {
    // A full buffer needs no heartbeat: the stall limit watches it.
    if (!response.writableNeedDrain) response.write(': keep-alive\n\n')
  }, SSE_HEARTBEAT_MS)
  try {
    for await (const page of feed) {
      for (const event of page) {
        if (node !== undefined && !concernsNode(event, node)) continue
        const room = response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
        if (!room && !(await drained(response, SSE_STALL_MS))) return void response.destroy()
      }
    }
  } catch (error) {
    response.write(`event: problem\ndata: ${JSON.stringify(problemOf(error))}\n\n`)
    throw error
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}

/** True when the buffer has room again, false when the client left or stayed too slow. */
function drained(response: ServerResponse, stallMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (room: boolean) => {
      clearTimeout(timer)
      response.off('drain', onDrain)
      response.off('close', onClose)
      resolve(room)
    }
    const onDrain = () => finish(true)
    const onClose = () => finish(false)
    const timer = setTimeout(() => finish(false), stallMs)
    response.once('drain', onDrain)
    response.once('close', onClose)
  })
}
