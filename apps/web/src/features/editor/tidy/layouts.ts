import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
import elkUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { LayeredAnswer, LayeredRequest } from './layered.worker.ts'
import type { LayOut, LayoutGraph, Placement } from './layout-graph.ts'
import { type Layouts, SPACING } from './tidy-plan.ts'

/** Lays graphs out in workers of its own, which end with `using` or when `signal` aborts. */
export async function withLayouts<T>(signal: AbortSignal, onShare: (share: number) => void, using: (layouts: Layouts) => Promise<T>): Promise<T> {
  const ends: Array<() => void> = []
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  try {
    return await Promise.race([using({ elk: lazily(() => elkLayout(ends)), layered: lazily(() => layeredLayout(ends, onShare)) }), aborted])
  } finally {
    for (const end of ends) end()
  }
}

/** A worker begins with the first graph it gets. */
function lazily(begin: () => LayOut): LayOut {
  let layOut: LayOut | undefined
  return (graph) => {
    layOut ??= begin()
    return layOut(graph)
  }
}

function elkLayout(ends: Array<() => void>): LayOut {
  const elk = new ELK({ workerFactory: () => new Worker(elkUrl) })
  ends.push(() => elk.terminateWorker())
  return async (graph) => {
    // Our graph is one of ELK's: its types only name more.
    const { children = [] } = await elk.layout(graph as ElkNode)
    return children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
  }
}

function layeredLayout(ends: Array<() => void>, onShare: (share: number) => void): LayOut {
  const worker = new Worker(new URL('./layered.worker.ts', import.meta.url), { type: 'module' })
  ends.push(() => worker.terminate())
  return (graph: LayoutGraph) =>
    new Promise<Placement[]>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<LayeredAnswer>) => {
        if (data.kind === 'done') onShare(data.share)
        else if (data.kind === 'laid out') resolve(data.placements)
        else reject(new Error(data.reason))
      }
      worker.onerror = ({ message }) => reject(new Error(message || 'the layout could not be loaded'))
      worker.postMessage({ graph, spacing: SPACING } satisfies LayeredRequest)
    })
}
