import { layeredPass, type Spacing } from './layered-pass.ts'
import type { LayoutGraph, Placement } from './layout-graph.ts'

export interface LayeredRequest {
  graph: LayoutGraph
  spacing: Spacing
}

/** How much is done, of 1; then the answer. */
export type LayeredAnswer = { kind: 'done'; share: number } | { kind: 'laid out'; placements: Placement[] } | { kind: 'failed'; reason: string }

const answer = (message: LayeredAnswer) => self.postMessage(message)

self.addEventListener('message', ({ data }: MessageEvent<LayeredRequest>) => {
  try {
    const pass = layeredPass(data.graph, data.spacing)
    for (let step = pass.next(); ; step = pass.next()) {
      if (step.done) return answer({ kind: 'laid out', placements: step.value })
      answer({ kind: 'done', share: step.value })
    }
  } catch (error) {
    // Whoever asked waits for an answer.
    answer({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
})
