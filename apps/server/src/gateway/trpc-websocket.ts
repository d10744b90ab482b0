import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocket, WebSocketServer } from 'ws'
import type { ApiContext, Credentials } from '../api/context.ts'
import { type Admit, parseJson } from '../api/json-door.ts'
import type { AppRouter } from '../api/routers/app.ts'
import { boundedSocketClass, type SocketBounds } from './bounded-socket.ts'
import { callerOf } from './credential.ts'
import type { TrpcFailureLog } from './failure-log.ts'

export interface TrpcWebSocketOptions {
  router: AppRouter
  admit: Admit
  credentials: Credentials
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
  const Socket = boundedSocketClass(options.bounds)
  const server = new WebSocketServer({ noServer: true, maxPayload: options.maxPayloadBytes, WebSocket: Socket, clientTracking: true })
  const handler = applyWSSHandler<AppRouter>({
    wss: server,
    router: options.router,
    keepAlive: { enabled: true, pingMs: options.heartbeatMs, pongWaitMs: options.heartbeatMs * 2 },
    experimental_encoder: { encode: (message) => JSON.stringify(message), decode: (data) => parseJson(bytesOf(data), options.admit) },
    createContext: ({ req, res, info }): ApiContext => {
      const context: ApiContext = { caller: callerOf(req, options.credentials, info.connectionParams?.token), traceId: options.newTraceId() }
      return res instanceof Socket ? { ...context, pace: () => res.pace() } : context
    },
    onError: options.onError,
  })
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

/** How long a client may take to answer the close frame. */
const CLOSE_GRACE_MS = 1_000

function closed(client: WebSocket): Promise<void> {
  if (client.readyState === WebSocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => client.once('close', () => resolve()))
}

const bytesOf = (data: string | ArrayBuffer | Uint8Array) => (typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data))
