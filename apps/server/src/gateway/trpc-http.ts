import type { IncomingMessage, ServerResponse } from 'node:http'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import type { ApiContext } from '../api/context.ts'
import { type Admit, admittedText } from '../api/json-door.ts'
import { type BodyBounds, discardBody, readJsonBody } from '../api/request-body.ts'
import type { AppRouter } from '../api/routers/app.ts'
import type { Caller } from '../usecases/services.ts'
import type { TrpcFailureLog } from './failure-log.ts'

export const TRPC_PATH = '/trpc'
/** Procedures whose input is a patch. */
const PATCHING: ReadonlySet<string> = new Set(['runs.patch', 'runs.previewPatch', 'workflows.patch', 'workflows.createPatchSet', 'drafts.append'])
/** Procedures in one batch. */
const MAX_BATCH = 100

export interface TrpcHttpCall {
  request: IncomingMessage
  response: ServerResponse
  pathname: string
  caller: () => Promise<Caller>
  traceId: string
}

export interface TrpcHttpOptions extends BodyBounds {
  router: AppRouter
  admit: Admit
  onError: TrpcFailureLog
}

/** Bytes of an over-long body that are read and thrown away before the client is cut. */
export const MAX_DISCARDED_BYTES = 64_000_000

/**
 * tRPC's HTTP batch behind the same door as REST: bodies are bounded, admitted and checked before tRPC parses them.
 * A refusal at the door is handed to tRPC, which answers in the form its clients read.
 */
export async function handleTrpcHttp(options: TrpcHttpOptions, call: TrpcHttpCall): Promise<void> {
  const { request, response, pathname, caller, traceId } = call
  response.setHeader('cache-control', 'no-store')
  const procedures = pathname.slice(TRPC_PATH.length + 1)
  const door = request.method === 'POST' ? await passDoor(request, options, procedures) : undefined
  await nodeHTTPRequestHandler<AppRouter, IncomingMessage & { body?: unknown }, ServerResponse>({
    router: options.router,
    req: door === undefined ? request : Object.assign(request, { body: door.body }),
    res: response,
    path: procedures,
    maxBatchSize: MAX_BATCH,
    createContext: async (): Promise<ApiContext> => ({ caller: await caller(), traceId }),
    middleware: (_request, _response, next) => next(door?.refusal),
    onError: options.onError,
  })
}

/** How many patches a batch consists of; undefined when there is something else in it. */
function patchesIn(procedures: string): number | undefined {
  const names = procedures.split(',')
  return names.every((name) => PATCHING.has(name)) ? names.length : undefined
}

/** The body as admitted text; an empty one stays empty, which is how a mutation without input is sent. */
async function passDoor(request: IncomingMessage, options: TrpcHttpOptions, procedures: string): Promise<{ body: string; refusal?: unknown }> {
  try {
    const bytes = await readJsonBody(request, options, patchesIn(procedures))
    return { body: bytes.byteLength === 0 ? '' : admittedText(bytes, options.admit) }
  } catch (refusal) {
    discardBody(request, MAX_DISCARDED_BYTES)
    return { body: '', refusal }
  }
}
