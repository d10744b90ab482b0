import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { LayoutGraph, Placement } from './tidy-plan.ts'

/** Lays a graph out in a worker of its own, which ends with the answer or when `signal` aborts. */
export async function layOut(graph: LayoutGraph, signal: AbortSignal): Promise<Placement[]> {
  const elk = new ELK({ workerFactory: () => new Worker(workerUrl) })
  const end = () => elk.terminateWorker()
  try {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
    // Our graph is one of ELK's: its types only name more.
    const { children = [] } = await Promise.race([elk.layout(graph as ElkNode), aborted])
    return children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
  } finally {
    end()
  }
}
