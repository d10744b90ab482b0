import type { IncomingMessage, ServerResponse } from 'node:http'
import { DomainError } from '../../domain-error.ts'
import type { Caller, Services } from '../../usecases/services.ts'
import { type Admit, parseJson } from '../json-door.ts'
import { problemOf } from '../problem.ts'
import { type BodyBounds, readJsonBody } from '../request-body.ts'
import { createMatcher, type Match } from './match.ts'
import { openApiDocument } from './openapi.ts'
import { integerMembers, queryObject } from './query.ts'
import type { RestRequest, Route, SessionDoor, Streaming } from './route.ts'
import { OPENAPI_PATH, PATH_ALIASES, ROUTES } from './table.ts'
import { writeAnswer, writeProblem } from './write-answer.ts'

export interface RestHandlerOptions extends BodyBounds {
  services: Services
  admit: Admit
  streaming: Streaming
}

export interface RestCall {
  request: IncomingMessage
  response: ServerResponse
  /** Path below the prefix. */
  path: string
  search: URLSearchParams
  /** Resolved from the credential only once a route wants it. */
  caller: () => Promise<Caller>
  session: SessionDoor
  signal: AbortSignal
}

export interface RestHandler {
  match(method: string, path: string): Match
  handle(call: RestCall): Promise<void>
}

const OPENAPI_BELOW_PREFIX = OPENAPI_PATH.slice('/api/v1'.length)

/** Serves the table of routes. Throws what a use case threw: the gateway writes the problem. */
export function createRestHandler(options: RestHandlerOptions): RestHandler {
  const match = createMatcher(ROUTES, PATH_ALIASES)
  const openApi = Buffer.from(JSON.stringify(openApiDocument(ROUTES)))
  return {
    match,
    async handle(call) {
      const { request, response, path } = call
      const method = request.method ?? 'GET'
      if (path === OPENAPI_BELOW_PREFIX && (method === 'GET' || method === 'HEAD')) {
        return writeAnswer(response, { kind: 'bytes', status: 200, contentType: 'application/json', bytes: openApi })
      }
      const found = match(method, path)
      if (found.kind === 'none') throw new DomainError('resource.not_found', `There is no resource at ${path}.`)
      if (found.kind === 'method') return refuseMethod(response, method, found.allow)
      const answer = await found.route.handle(await parsed(options, call, found.route, found.params))
      // HEAD asks what GET would say, not to be kept waiting for it.
      await writeAnswer(response, method === 'HEAD' && answer.kind === 'stream' ? { kind: 'empty', status: 200 } : answer)
    },
  }
}

/** Calls a route that everybody may; it has no rights. */
const NOBODY: Caller = { workspaceId: '', actor: { kind: 'system', id: 'nobody' } }

async function parsed(options: RestHandlerOptions, call: RestCall, route: Route, params: Record<string, string>): Promise<RestRequest> {
  const { request, search, signal, session } = call
  const caller = route.open ? NOBODY : await call.caller()
  const integers = integerMembers(route.query?.component ?? '')
  const query = { ...queryObject(search, integers), ...(route.query ? pathMembers(route, params) : {}) }
  const body = route.body ? await bodyOf(options, request, route) : undefined
  return { services: options.services, caller, session, headers: request.headers, params, query, body, signal, streaming: options.streaming }
}

/** A query's shape covers the path parameters too, so that REST and tRPC share it. */
function pathMembers(route: Route, params: Record<string, string>): Record<string, string> {
  return route.path.includes('{') ? params : {}
}

async function bodyOf(options: RestHandlerOptions, request: IncomingMessage, { bodyOptional, patch }: Route): Promise<unknown> {
  const absent = request.headers['content-length'] === '0' || (request.headers['content-length'] === undefined && !request.headers['transfer-encoding'])
  if (bodyOptional && absent) return {}
  return parseJson(await readJsonBody(request, options, patch ? 1 : undefined), options.admit)
}

function refuseMethod(response: ServerResponse, method: string, allow: string[]): void {
  const headers = { allow: allow.join(', ') }
  if (method === 'OPTIONS') {
    response.writeHead(204, headers)
    response.end()
    return
  }
  const problem = problemOf(new DomainError('request.method', `${method} is not offered here.`, { extra: { allowed: allow } }))
  writeProblem(response, problem, headers)
}
