import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The world outside: every call takes `answerMs`, and is counted with its idempotency key. */
export interface Service {
  url: string
  hostPort: string
  calls(): number
  /** Calls under a key that had been seen before: nodes executed twice. */
  repeated(): number
  close(): Promise<void>
}

export async function startService(answerMs: number): Promise<Service> {
  const keys = new Set<string>()
  let calls = 0
  const server = createServer(async (incoming, response) => {
    incoming.resume()
    calls += 1
    keys.add(String(incoming.headers['idempotency-key']))
    if (answerMs > 0) await sleep(answerMs)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    calls: () => calls,
    repeated: () => calls - keys.size,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** What servers need to be told to call it, as `vars.service`. */
export const callable = (service: Service) => ({ AOB_EGRESS_ALLOW: service.hostPort, AOB_VARS: JSON.stringify({ service: service.url }) })
