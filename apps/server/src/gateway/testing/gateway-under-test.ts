import type { AddressInfo } from 'node:net'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { Registry } from 'prom-client'
import { createSessionMemory } from '../../adapters/memory/session-memory.ts'
import { DomainError } from '../../domain-error.ts'
import { createLogger } from '../../observability/logger.ts'
import type { Caller, Services } from '../../usecases/services.ts'
import { createHttpServer, type HttpServerOptions } from '../http-server.ts'

export const TEST_CALLER: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'local-user', name: 'You' } }

export interface GatewayUnderTest {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** `ws://127.0.0.1:<port>/trpc` */
  socketUrl: string
  port: number
  registry: Registry
  close(graceMs?: number): Promise<void>
}

/** Refuses what is no JSON and passes the rest on; the real door has its own suite. */
export const plainDoor = {
  admit(bytes: Uint8Array): Uint8Array {
    try {
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    } catch (cause) {
      throw new DomainError('request.not_json', undefined, { cause })
    }
    return bytes
  },
}

/** A real server on a free port of this machine. */
export async function startGateway(services: Services, options: Partial<HttpServerOptions> = {}): Promise<GatewayUnderTest> {
  const registry = new Registry()
  const { server, close } = createHttpServer({
    services,
    logger: createLogger(process.env.AOB_TEST_LOG ?? 'silent'),
    registry,
    credentials: { local: TEST_CALLER },
    sessions: createSessionMemory(),
    clock: { now: Date.now },
    materializer: plainDoor,
    origins: [],
    limits: DEFAULT_LIMITS,
    ...options,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, socketUrl: `ws://127.0.0.1:${port}/trpc`, port, registry, close }
}
