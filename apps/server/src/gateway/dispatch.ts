import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RestHandler } from '../api/rest/handler.ts'
import type { SessionDoor } from '../api/rest/route.ts'
import { API_PREFIX } from '../api/rest/table.ts'
import { DomainError } from '../domain-error.ts'
import type { Caller } from '../usecases/services.ts'
import { firstQuestion } from './first-question.ts'
import type { StaticFiles } from './static-files.ts'
import { TRPC_PATH } from './trpc-http.ts'

export interface Dispatched {
  /** Label of the duration metric. */
  kind: 'trpc' | 'rest' | 'page'
  run(): Promise<void>
}

export interface DispatchOptions {
  rest: RestHandler
  trpc(call: { request: IncomingMessage; response: ServerResponse; pathname: string; caller: () => Promise<Caller>; traceId: string }): Promise<void>
  files: StaticFiles | undefined
}

export interface HttpCall {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  traceId: string
  signal: AbortSignal
  caller: () => Promise<Caller>
  session: SessionDoor
}

/** Picks who answers: tRPC, the API, a short alias of the API, or the page. */
export function dispatch(options: DispatchOptions, call: HttpCall): Dispatched {
  const { request, response, url } = call
  const { pathname } = url
  if (pathname === TRPC_PATH || pathname.startsWith(`${TRPC_PATH}/`)) {
    return { kind: 'trpc', run: () => options.trpc({ request, response, pathname, caller: call.caller, traceId: call.traceId }) }
  }
  const below = pathname === API_PREFIX || pathname.startsWith(`${API_PREFIX}/`) ? pathname.slice(API_PREFIX.length) : undefined
  if (below !== undefined) return { kind: 'rest', run: () => options.rest.handle({ ...call, path: below, search: url.searchParams }) }
  if (!wantsPage(request) && options.rest.match(request.method ?? 'GET', pathname).kind !== 'none') {
    return { kind: 'rest', run: () => options.rest.handle({ ...call, path: pathname, search: url.searchParams }) }
  }
  return { kind: 'page', run: () => servePage(options.files, call) }
}

/** The page's own addresses look like the API's short ones; a browser that navigates asks for HTML. */
function wantsPage(request: IncomingMessage): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && (request.headers.accept ?? '').includes('text/html')
}

async function servePage(files: StaticFiles | undefined, { request, response, url }: HttpCall): Promise<void> {
  const question = files && firstQuestion(url.pathname)
  // The browser asks it while it reads the page, and hands the answer to the page's own client.
  if (question !== undefined) response.setHeader('link', `<${question}>; rel=preload; as=fetch; crossorigin=anonymous`)
  if (files && (await files(request, response, url.pathname))) return
  throw new DomainError('resource.not_found', `There is no resource at ${url.pathname}.`)
}
