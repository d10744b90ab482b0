import { jsonEqual } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** A version of a graph: a name that says which one, and how to compute it (in the materializer worker). */
export interface DocumentRequest {
  key: string
  compute(signal: AbortSignal): Promise<Workflow>
}

export type DocumentState =
  | { kind: 'idle' }
  | { kind: 'materializing'; key: string; previous: Workflow | undefined }
  | { kind: 'ready'; key: string; document: Workflow }
  | { kind: 'failed'; key: string; message: string; previous: Workflow | undefined }

/** Documents kept at hand, so that scrubbing back and forth computes each version once. */
export const MAX_KEPT_DOCUMENTS = 64

/**
 * One slot that shows one document at a time.
 *
 * - D1 the last request wins: an older request is aborted and its answer is never shown.
 * - D2 a document asked for again is shown at once.
 * - D3 after `close` nothing changes any more.
 * - D4 what takes longer than the slot's patience is announced, what is quicker is only shown.
 */
export interface DocumentSlot {
  store: StoreApi<DocumentState>
  show(request: DocumentRequest): void
  close(): void
}

export type DocumentCache = Map<string, Workflow>

function remember(cache: DocumentCache, key: string, document: Workflow): void {
  cache.delete(key)
  cache.set(key, document)
  const oldest = cache.keys().next().value
  if (cache.size > MAX_KEPT_DOCUMENTS && oldest !== undefined) cache.delete(oldest)
}

/** The document to show in a state; while a new one is computed, the one before it. */
export function documentIn(state: DocumentState): Workflow | undefined {
  if (state.kind === 'ready') return state.document
  return state.kind === 'idle' ? undefined : state.previous
}

function reuseById<T extends { id: string }>(before: readonly T[], after: readonly T[]): T[] {
  const known = new Map(before.map((element) => [element.id, element]))
  return after.map((element) => {
    const old = known.get(element.id)
    return old && jsonEqual(old, element) ? old : element
  })
}

/**
 * The same document, with the objects of `before` wherever a node or an edge is equal: a version that differs in one node then
 * draws one card anew and not all of them.
 */
export function shareElements(before: Workflow | undefined, after: Workflow): Workflow {
  return before ? { ...after, nodes: reuseById(before.nodes, after.nodes), edges: reuseById(before.edges, after.edges) } : after
}

/**
 * Slots of one page share a cache. With a patience, a slot at rest stays so until the next document has taken that many
 * milliseconds.
 */
export function createDocumentSlot(cache: DocumentCache, patienceMs = 0): DocumentSlot {
  const store = createStore<DocumentState>(() => ({ kind: 'idle' }))
  let current: { key: string; abort: AbortController } | undefined
  let closed = false
  // The newest document of any slot is the closest relative of the next one.
  const shared = () => [...cache.values()].at(-1)

  return {
    store,
    show({ key, compute }) {
      if (closed || (current?.key === key && store.getState().kind !== 'failed')) return
      current?.abort.abort()
      const request = { key, abort: new AbortController() }
      current = request
      const kept = cache.get(key)
      if (kept) {
        store.setState({ kind: 'ready', key, document: kept }, true)
        return
      }
      const previous = documentIn(store.getState())
      const settle = (next: DocumentState) => {
        clearTimeout(announcement)
        if (!closed && current === request) store.setState(next, true)
      }
      const announce = () => settle({ kind: 'materializing', key, previous })
      const settled = store.getState().kind === 'ready' || store.getState().kind === 'idle'
      const announcement = settled && patienceMs > 0 ? setTimeout(announce, patienceMs) : undefined
      if (announcement === undefined) announce()
      compute(request.abort.signal).then(
        (computed) => {
          const document = shareElements(shared(), computed)
          remember(cache, key, document)
          settle({ kind: 'ready', key, document })
        },
        (error: unknown) => settle({ kind: 'failed', key, message: error instanceof Error ? error.message : String(error), previous }),
      )
    },
    close() {
      closed = true
      current?.abort.abort()
    },
  }
}

/** The key of base + the first patches: equal chains share a document. */
export function documentKey(baseArtifactId: string, patchIds: readonly string[]): string {
  return [baseArtifactId, ...patchIds].join('+')
}
