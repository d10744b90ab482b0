import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocket, WebSocketServer } from 'ws'
import type { ApiContext } from '../api/context.ts'
import { type Admit, parseJson } from '../api/json-door.ts'
import type { AppRouter } from '../api/routers/app.ts'
import { DomainError } from '../domain-error.ts'
import { boundedSocketClass, type SocketBounds } from './bounded-socket.ts'
import type { Authentication } from './credential.ts'
import type { TrpcFailureLog } from './failure-log.ts'

export interface TrpcWebSocketOptions {
  router: AppRouter
  admit: Admit
  authentication: Pick<Authentication, 'identify' | 'watch'>
  bounds: SocketBounds
  maxPayloadBytes: number
  heartbeatMs: number
  newTraceId: () => string
  onError: TrpcFailureLog
}

export interface TrpcWebSocket {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  clients(): number
  /** Tells clients to come back, then closes them. */
  close(): Promise<void>
}

/** tRPC over WebSocket with a bounded queue per client, heartbeats (a client that misses three is cut) and the JSON door. */
export function createTrpcWebSocket(options: TrpcWebSocketOptions): TrpcWebSocket {
  const { authentication } = options
  const Socket = boundedSocketClass(options.bounds)
  const server = new WebSocketServer({ noServer: true, maxPayload: options.maxPayloadBytes, WebSocket: Socket, clientTracking: true })
  const handler = applyWSSHandler<AppRouter>({
    wss: server,
    router: options.router,
    keepAlive: { enabled: true, pingMs: options.heartbeatMs, pongWaitMs: options.heartbeatMs * 2 },
    experimental_encoder: { encode: (message) => JSON.stringify(message), decode: (data) => parseJson(bytesOf(data), options.admit) },
    createContext: async ({ req, res, info }): Promise<ApiContext> => {
      const context: ApiContext = { caller: await callerOn(res, req, info.connectionParams?.token), traceId: options.newTraceId() }
      return res instanceof Socket ? { ...context, pace: () => res.pace() } : context
    },
    onError: options.onError,
  })
  /** The page learns why by the code; a session that ends takes its sockets along. */
  const callerOn = async (client: WebSocket, request: IncomingMessage, token: string | undefined) => {
    const signIn = () => {
      // A client need not answer the close frame: what it says from now on is not listened to.
      client.removeAllListeners('message')
      client.close(SIGN_IN_CODE, 'auth.required')
      setTimeout(() => client.terminate(), CLOSE_GRACE_MS).unref()
    }
    try {
      const { caller, session } = await authentication.identify(request, token)
      const letGo = session && authentication.watch.hold(session.id, signIn)
      // It may have left while it was asked for.
      if (client.readyState === WebSocket.OPEN) client.once('close', () => letGo?.())
      else letGo?.()
      return caller
    } catch (error) {
      if (error instanceof DomainError && error.code === 'auth.required') signIn()
      throw error
    }
  }
  return {
    accept: (request, socket, head) => server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request)),
    clients: () => server.clients.size,
    async close() {
      handler.broadcastReconnectNotification()
      for (const client of server.clients) client.close(1012, 'The server restarts.')
      const deadline = setTimeout(() => {
        for (const client of server.clients) client.terminate()
      }, CLOSE_GRACE_MS)
      await Promise.all([...server.clients].map(closed))
      clearTimeout(deadline)
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Of a WebSocket that nobody may use: who is there should sign in. 4000 to 4999 are for applications. */
export const SIGN_IN_CODE = 4_401

/** How long a client may take to answer the close frame. */
const CLOSE_GRACE_MS = 1_000

function closed(client: WebSocket): Promise<void> {
  if (client.readyState === WebSocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => client.once('close', () => resolve()))
}

const bytesOf = (data: string | ArrayBuffer | Uint8Array) => (typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data))
