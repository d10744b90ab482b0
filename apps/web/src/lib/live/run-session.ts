import type { ChainPatch, RunDocument, RunEvent, Workflow } from '@aob/schemas'
import { everySlice, type MaterializerClient } from '@aob/workers'
import { createChainMirror } from '../../stores/chain-mirror.ts'
import { createDocumentSlot, type DocumentCache, type DocumentSlot, documentKey } from '../../stores/run-documents.ts'
import type { RunModel } from '../../stores/run-model.ts'
import { createRunStore, type RunStore } from '../../stores/run-store.ts'
import { createRunView, type RunView } from '../../stores/run-view.ts'
import { sceneAhead } from '../../ui/canvas/scene.ts'
import { onOnlineChange } from './connection.ts'
import { type OpenFeed, startRunFeed } from './run-feed.ts'

/** Everything alive behind one open run page. */
export interface RunSession {
  runId: string
  run: RunStore
  view: RunView
  /** The graph as it runs: base and every applied patch. */
  head: DocumentSlot
  /** The graph after some of the patches, while somebody looks back. */
  preview: DocumentSlot
  /** The graph a proposal would give. */
  proposed: DocumentSlot
  /** Base and applied patches as the server has them; shows the head. */
  setChain(chain: RunDocument): void
  /** Shows base and the first `count` patches in the preview slot. */
  showPreview(chain: RunDocument, count: number): void
  /** Shows the head with further operations applied in the proposed slot. */
  showProposed(chain: RunDocument, patchId: string, operations: ChainPatch['operations']): void
  onFresh(listener: (events: readonly RunEvent[], model: RunModel) => void): () => void
  close(): void
}

export interface RunSessionParts {
  runId: string
  openFeed: OpenFeed
  materializer: MaterializerClient
  /** Plain words for a stream that could not be opened. */
  explain(error: unknown): string
}

/** A step along the timeline takes a few milliseconds; below this it is not announced, which would blink. */
const STEP_PATIENCE_MS = 150

function soon(callback: () => void): void {
  // A hidden page gets no frames, but its events must be folded all the same.
  if (document.visibilityState === 'hidden') setTimeout(callback, 0)
  else requestAnimationFrame(callback)
}

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

/** Opens a run page's live parts: event stream, stores, document slots. `close` ends the stream and the worker. */
export function openRunSession(parts: RunSessionParts): RunSession {
  const { runId, materializer } = parts
  const run = createRunStore(runId)
  const cache: DocumentCache = new Map()
  const mirror = createChainMirror(materializer, `${runId}/chain`)
  const [head, preview, proposed] = [createDocumentSlot(cache), createDocumentSlot(cache, STEP_PATIENCE_MS), createDocumentSlot(cache)]
  const feed = startRunFeed({
    runId,
    afterSeq: 0,
    open: parts.openFeed,
    take: run.take,
    onState: run.setLive,
    onFailure: (error) => run.setFailure(parts.explain(error)),
    online: () => navigator.onLine,
    onOnline: onOnlineChange,
    soon,
    later,
  })
  const keyOf = (chain: RunDocument, count: number) =>
    documentKey(
      chain.artifactId,
      chain.patches.slice(0, count).map((patch) => patch.patchId),
    )
  const show = (target: DocumentSlot, chain: RunDocument, count: number) => {
    const compute = async (signal: AbortSignal): Promise<Workflow> => {
      const document = await mirror.at(chain, count, signal)
      // The first one is drawn from nothing: made beforehand, and in parts, its graph holds up no frame. Later ones differ by little.
      if (cache.size === 0) await sceneAhead(document, everySlice())
      return document
    }
    target.show({ key: keyOf(chain, count), compute })
  }
  return {
    runId,
    run,
    view: createRunView(),
    head,
    preview,
    proposed,
    setChain: (chain) => show(head, chain, chain.patches.length),
    showPreview: (chain, count) => show(preview, chain, count),
    showProposed(chain, patchId, operations) {
      const count = chain.patches.length
      // Whole, and apart from the chain: a proposal may never become part of it.
      const compute = async (signal: AbortSignal): Promise<Workflow> => {
        const patches = [...chain.patches.map((patch) => patch.operations), operations]
        return (await materializer.materialize({ base: chain.base, patches, runId: `${runId}/proposed`, slot: 'proposed', signal })).workflow
      }
      proposed.show({ key: `${keyOf(chain, count)}?${patchId}`, compute })
    },
    onFresh: run.onFresh,
    close() {
      feed.stop()
      for (const slot of [head, preview, proposed]) slot.close()
      materializer.dispose()
    },
  }
}
