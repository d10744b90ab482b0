import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { SessionView } from '@aob/schemas'
import type { SchemaValidator } from '@aob/schemas/validators'
import type { Caller, Services } from '../../usecases/services.ts'
import { input } from '../input.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

/** A request after the door: path parameters decoded, query and body proven by their schemas. */
export interface RestRequest<Query = unknown, Body = unknown> {
  services: Services
  caller: Caller
  /** Signing in and out. */
  session: SessionDoor
  headers: IncomingHttpHeaders
  params: Readonly<Record<string, string>>
  query: Query
  body: Body
  /** Aborts when the client leaves or the server closes. */
  signal: AbortSignal
  /** How patient an endless answer is with its reader. */
  streaming: Streaming
}

/** Signing in and out by the request at hand; `cookie` is what the browser is told to keep. */
export interface SessionDoor {
  signIn(token: string): Promise<{ view: SessionView; cookie: string }>
  /** Ends the session, if there is one; answers the cookie that takes it from the browser. */
  signOut(): Promise<string>
  /** Who calls, and by what that is known. */
  view(): Promise<SessionView>
}

export interface Streaming {
  /** Silence after which a comment keeps proxies and clients from giving up. */
  heartbeatMs: number
  /** How long a full send buffer may stay full before the client is cut. */
  stallMs: number
  /** Told of each cut client. */
  onCut(): void
}

export type RestAnswer =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'bytes'; status: number; contentType: string; bytes: Uint8Array; headers?: Record<string, string> }
  | { kind: 'empty'; status: number; headers?: Record<string, string> }
  /** Writes its own answer, chunk by chunk. */
  | { kind: 'stream'; write(response: ServerResponse): Promise<void> }

/** A shape of the schemas: the component name for OpenAPI, the parser for the door. */
export interface Shape<T> {
  component: string
  parse(value: unknown): T
}

export function shape<T>(component: string, validator: SchemaValidator): Shape<T> {
  return { component, parse: input<T>(validator) }
}

/** What OpenAPI says about one answer. */
export interface AnswerDoc {
  description: string
  component?: string
  /** The body is a list of the component. */
  list?: boolean
  contentType?: string
}

export interface Route {
  method: Method
  /** Below /api/v1, parameters in braces. */
  path: string
  operationId: string
  summary: string
  /** Shape of query and path parameters together. */
  query?: Shape<unknown>
  body?: Shape<unknown>
  /** An absent body counts as `{}`. */
  bodyOptional?: boolean
  /** For everybody, whatever they show. */
  open?: true
  /** The body is a patch and may be as large as one. */
  patch?: true
  answers: Readonly<Record<number, AnswerDoc>>
  handle(request: RestRequest): Promise<RestAnswer>
}

/** One row of the table: the shapes give `handle` its types. */
export function route<Query = undefined, Body = undefined>(
  row: Omit<Route, 'handle' | 'query' | 'body'> & {
    query?: Shape<Query>
    body?: Shape<Body>
    handle(request: RestRequest<Query, Body>): Promise<RestAnswer>
  },
): Route {
  return {
    ...row,
    handle(request) {
      // Without a shape the type parameter is undefined, and so is the parsed value.
      const query = row.query?.parse(request.query) as Query
      const body = row.body?.parse(request.body) as Body
      return row.handle({ ...request, query, body })
    },
  }
}

export function json(status: number, body: unknown, headers?: Record<string, string>): RestAnswer {
  return { kind: 'json', status, body, ...(headers ? { headers } : {}) }
}
