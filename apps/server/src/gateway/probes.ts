import type { ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import type { Services } from '../usecases/services.ts'

/** What operators and orchestrators ask: outside the API prefix, without a credential, without domain data. */
export type Probe = (response: ServerResponse) => Promise<void>

export function createProbes(system: Services['system'], registry: Registry, isClosing: () => boolean): Readonly<Record<string, Probe>> {
  return {
    '/healthz': async (response) => answer(response, 200, 'application/json', '{"status":"ok"}'),
    '/readyz': async (response) => {
      const { ready, parts } = isClosing() ? { ready: false, parts: { server: 'closing' } } : await system.ready()
      answer(response, ready ? 200 : 503, 'application/json', JSON.stringify({ status: ready ? 'ok' : 'unavailable', parts }))
    },
    '/metrics': async (response) => answer(response, 200, registry.contentType, await registry.metrics()),
  }
}

function answer(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(text)
}
