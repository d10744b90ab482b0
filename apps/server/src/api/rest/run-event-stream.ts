import type { ServerResponse } from 'node:http'
import type { RunEvent, RunEventsInput } from '@aob/schemas'
import { validateRunEventsInput } from '@aob/schemas/api-validators'
import { input } from '../input.ts'
import { problemOf } from '../problem.ts'
import { concernsNode, feedHasEnded, followRun } from '../run-feed.ts'
import type { RestAnswer, RestRequest, Streaming } from './route.ts'

/** Server-sent events of one run (ST-03): `id` is the seq, `data` the event; 204 tells a finished client to stop. */
export async function runEventStream(request: RestRequest<RunEventsInput>, runId: string): Promise<RestAnswer> {
  const { services, caller, signal, query, streaming } = request
  const lastEventId = request.headers['last-event-id'] ?? query.lastEventId
  // The header is as untrusted as the query.
  const afterSeq = Number(input<RunEventsInput>(validateRunEventsInput)({ runId, ...(lastEventId === undefined ? {} : { lastEventId }) }).lastEventId ?? 0)
  const options = { services, caller, runId, afterSeq, signal }
  if (await feedHasEnded(options)) return { kind: 'empty', status: 204 }
  return { kind: 'stream', write: (response) => writeEvents(response, followRun(options), query.node, streaming) }
}

async function writeEvents(
  response: ServerResponse,
  feed: AsyncGenerator<RunEvent[], void, void>,
  node: string | undefined,
  streaming: Streaming,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  response.write('retry: 1000\n\n')
  const heartbeat = setInterval(() => {
    // A full buffer needs no heartbeat: the stall limit watches it.
    if (!response.writableNeedDrain) response.write(': keep-alive\n\n')
  }, streaming.heartbeatMs)
  try {
    for await (const page of feed) {
      for (const event of page) {
        if (node !== undefined && !concernsNode(event, node)) continue
        const room = response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
        if (room || (await drained(response, streaming.stallMs))) continue
        // It resumes by Last-Event-ID.
        if (!response.destroyed) streaming.onCut()
        response.destroy()
        return
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
