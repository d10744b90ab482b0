import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Limits } from '@aob/schemas'
import type { Registry } from 'prom-client'
import { problemOf } from '../api/problem.ts'
import { discardBody } from '../api/request-body.ts'
import { createRestHandler } from '../api/rest/handler.ts'
import { writeProblem } from '../api/rest/write-answer.ts'
import { createAppRouter } from '../api/routers/app.ts'
import { DomainError } from '../domain-error.ts'
import { type JsonBounds, requireJsonWithin } from '../json-extent.ts'
import type { Logger } from '../observability/logger.ts'
import type { AttemptCounter } from '../ports/attempt-counter.ts'
import type { Clock } from '../ports/clock.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Caller, Services } from '../usecases/services.ts'
import type { Credentials } from '../usecases/sessions/people.ts'
import { type Authentication, type AuthenticationOptions, createAuthentication } from './credential.ts'
import { type DispatchOptions, dispatch } from './dispatch.ts'
import { logRestFailure, logTrpcFailures } from './failure-log.ts'
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts'
import { answerPreflight, createOriginPolicy, isPreflight, type OriginPolicy } from './origin-policy.ts'
import { createProbes, type Probe } from './probes.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { createStaticFiles } from './static-files.ts'
import { handleTrpcHttp, MAX_DISCARDED_BYTES, TRPC_PATH } from './trpc-http.ts'
import { createTrpcWebSocket, type TrpcWebSocket } from './trpc-websocket.ts'

export interface HttpServerOptions {
  services: Services
  logger: Logger
  registry: Registry
  credentials: Credentials
  /** Where sessions and wrong tokens are kept. */
  sessions: { sessions: SessionStore; attempts: AttemptCounter }
  clock: Clock
  /** The door for untrusted bytes. */
  materializer: Pick<DocumentMaterializer, 'admit'>
  /** AOB_ORIGINS: other origins whose pages may call. */
  origins: readonly string[]
  /** Further names accepted in Host, e.g. the one the operator bound to. */
  hosts?: readonly string[]
  /** The built page; without it only the API is served. */
  staticDir?: string
  limits: Pick<Limits, 'maxRequestBytes' | 'maxPatchBytes' | 'maxClientBufferBytes'> & JsonBounds & AuthenticationOptions['limits']
  heartbeatMs?: number
  /** How long a live client may leave its queue full. */
  stallMs?: number
  /** How long a client may take to send a whole request; one that trickles is cut with 408. */
  requestMs?: number
}

export interface HttpServer {
  server: Server
  /** Stops accepting, ends live connections, waits for requests in hand, at most `graceMs`. Idempotent. */
  close(graceMs?: number): Promise<void>
}

interface Gateway {
  options: HttpServerOptions
  authentication: Authentication
  policy: OriginPolicy
  probes: Readonly<Record<string, Probe>>
  metrics: HttpMetrics
  routes: DispatchOptions
  closing: AbortSignal
}

const HEARTBEAT_MS = 15_000
const STALL_MS = 30_000
/** Room for the largest body on a slow line; without it a stranger could hold connections half open for minutes. */
const REQUEST_MS = 60_000

/** One server for everything: tRPC over HTTP and WebSocket, REST, server-sent events, probes, metrics and the page. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { services, logger, registry } = options
  const closing = new AbortController()
  const policy = createOriginPolicy(options.origins, options.hosts)
  const metrics = createHttpMetrics(registry, () => sockets.clients())
  const router = createAppRouter(services)
  const onError = logTrpcFailures(logger)
  const streaming = { heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS, stallMs: options.stallMs ?? STALL_MS, onCut: () => metrics.cutClients.inc() }
  const admit = (bytes: Uint8Array) => {
    requireJsonWithin(bytes, options.limits)
    return options.materializer.admit(bytes)
  }
  const { sessions: store, attempts } = options.sessions
  const authentication = createAuthentication({ credentials: options.credentials, store, attempts, clock: options.clock, limits: options.limits })
  const sockets = createTrpcWebSocket({
    router,
    admit,
    authentication,
    bounds: { maxBufferBytes: options.limits.maxClientBufferBytes, ...streaming },
    maxPayloadBytes: options.limits.maxRequestBytes,
    heartbeatMs: streaming.heartbeatMs,
    newTraceId: randomUUID,
    onError,
  })
  const body = {
    admit,
    maxBodyBytes: options.limits.maxRequestBytes,
    maxPatchBytes: options.limits.maxPatchBytes,
  }
  const gateway: Gateway = {
    options,
    authentication,
    policy,
    metrics,
    closing: closing.signal,
    probes: createProbes(services.system, registry, () => closing.signal.aborted),
    routes: {
      rest: createRestHandler({ services, streaming, ...body }),
      trpc: (call) => handleTrpcHttp({ router, onError, ...body }, call),
      files: options.staticDir === undefined ? undefined : createStaticFiles(options.staticDir),
    },
  }
  const requestMs = options.requestMs ?? REQUEST_MS
  const patience = { requestTimeout: requestMs, headersTimeout: requestMs / 3, connectionsCheckingInterval: requestMs / 6 }
  const server = createServer(patience, (request, response) => void answer(gateway, request, response))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => upgrade(gateway, sockets, request, socket, head))
  return { server, close: createCloser(server, sockets, closing, authentication) }
}

async function answer(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now()
  const traceId = randomUUID()
  let kind = 'refused'
  response.once('close', () => {
    gateway.metrics.duration.observe({ kind, method: request.method ?? '', status: response.statusCode }, (performance.now() - startedAt) / 1_000)
  })
  try {
    setSecurityHeaders(request, response)
    const url = urlOf(request)
    const probe = gateway.probes[url.pathname]
    if (probe && (request.method === 'GET' || request.method === 'HEAD')) {
      kind = 'probe'
      return await probe(response)
    }
    gateway.policy.checkHost(request)
    for (const [name, value] of Object.entries(gateway.policy.corsHeaders(request))) response.setHeader(name, value)
    if (isPreflight(request)) return answerPreflight(response)
    refuseForeignWrite(gateway.policy, request)
    const sessionEnd = new AbortController()
    const signal = AbortSignal.any([gateway.closing, whenGone(response), sessionEnd.signal])
    const caller = () => callerOf(gateway, request, response, sessionEnd)
    const chosen = dispatch(gateway.routes, { request, response, url, traceId, signal, caller, session: gateway.authentication.door(request) })
    kind = chosen.kind
    await chosen.run()
  } catch (error) {
    fail(gateway, request, response, error, traceId)
  }
}

/** Who calls; where that is known by a session, its end ends what is still being answered. */
async function callerOf({ authentication }: Gateway, request: IncomingMessage, response: ServerResponse, sessionEnd: AbortController): Promise<Caller> {
  const { caller, session } = await authentication.identify(request)
  if (session) {
    const letGo = authentication.watch.hold(session.id, () => sessionEnd.abort())
    // The client may have left while it was asked for.
    if (response.destroyed) letGo()
    else response.once('close', letGo)
  }
  return caller
}

function fail(gateway: Gateway, request: IncomingMessage, response: ServerResponse, error: unknown, traceId: string): void {
  // A client that left has nobody to tell, and its leaving is no failure of ours.
  if (response.destroyed) return
  logRestFailure(gateway.options.logger, error, traceId, request.url ?? '')
  if (!response.headersSent) {
    discardBody(request, MAX_DISCARDED_BYTES)
    writeProblem(response, problemOf(error, traceId))
  } else if (!response.writableEnded) {
    // Too late for a status: the client sees a cut connection, never half an answer that looks whole.
    response.destroy()
  }
}

/** A page of another origin may send simple requests without asking: nothing it sends may change anything. */
function refuseForeignWrite(policy: OriginPolicy, request: IncomingMessage): void {
  const reads = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
  if (!reads && !policy.allows(request)) throw new DomainError('request.origin')
}

function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost')
  } catch (cause) {
    throw new DomainError('resource.not_found', 'The address cannot be read.', { cause })
  }
}

function whenGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

function upgrade(gateway: Gateway, sockets: TrpcWebSocket, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', (error) => gateway.options.logger.debug({ err: error }, 'a connection failed while it was upgraded'))
  try {
    if (gateway.closing.aborted) throw new DomainError('service.unavailable')
    gateway.policy.checkHost(request)
    if (!gateway.policy.allows(request)) throw new DomainError('request.origin')
    if (urlOf(request).pathname !== TRPC_PATH) throw new DomainError('resource.not_found')
    sockets.accept(request, socket, head)
  } catch (error) {
    const problem = problemOf(error)
    const text = JSON.stringify(problem)
    socket.end(
      `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
    )
  }
}

function createCloser(server: Server, sockets: TrpcWebSocket, closing: AbortController, { watch }: Authentication): HttpServer['close'] {
  let done: Promise<void> | undefined
  return (graceMs = 5_000) => {
    done ??= (async () => {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      closing.abort()
      watch.close()
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
      await sockets.close()
      server.closeIdleConnections()
      await stopped
      clearTimeout(deadline)
    })()
    return done
  }
}
