import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { LayOut } from './tidy-plan.ts'

/** Lays graphs out in a worker of its own, which ends with `using` or when `signal` aborts. */
export async function withElk<T>(signal: AbortSignal, using: (layOut: LayOut) => Promise<T>): Promise<T> {
  const elk = new ELK({ workerFactory: () => new Worker(workerUrl) })
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  // Our graph is one of ELK's: its types only name more.
  const layOut: LayOut = async (graph) => {
    const { children = [] } = await elk.layout(graph as ElkNode)
    return children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
  }
  try {
    return await Promise.race([using(layOut), aborted])
  } finally {
    elk.terminateWorker()
  }
}
