import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface HttpMetrics {
  duration: Histogram<'kind' | 'method' | 'status'>
  cutClients: Counter
}

export function createHttpMetrics(registry: Registry, liveClients: () => number): HttpMetrics {
  const registers = [registry]
  new Gauge({
    name: 'aob_live_clients',
    help: 'Open WebSocket connections.',
    registers,
    collect() {
      this.set(liveClients())
    },
  })
  return {
    duration: new Histogram({
      name: 'aob_http_request_duration_seconds',
      help: 'Duration of HTTP requests, by kind, method and status.',
      labelNames: ['kind', 'method', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
      registers,
    }),
    cutClients: new Counter({ name: 'aob_live_clients_cut_total', help: 'Live clients cut because they read too slowly.', registers }),
  }
}
