import type { RunEvent } from '@aob/schemas'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LiveState } from '../lib/live/connection.ts'
import { emptyRunModel, foldRun, type RunModel } from './run-model.ts'

export interface RunStoreState {
  model: RunModel
  live: LiveState
  /** Why the stream could not be opened, in plain words. */
  failure: string | undefined
}

export interface RunStore {
  store: StoreApi<RunStoreState>
  /** Folds a batch and tells listeners which events were new. */
  take(events: readonly RunEvent[]): { seq: number; gap: boolean }
  setLive(live: LiveState): void
  setFailure(failure: string | undefined): void
  /** Calls back with each batch of events that was new to the model. Returns the remover. */
  onFresh(listener: (events: readonly RunEvent[], model: RunModel) => void): () => void
}

/** The live model of one run; framework-free. */
export function createRunStore(runId: string): RunStore {
  const store = createStore<RunStoreState>(() => ({ model: emptyRunModel(runId), live: 'connecting', failure: undefined }))
  const listeners = new Set<(events: readonly RunEvent[], model: RunModel) => void>()
  return {
    store,
    take(events) {
      const result = foldRun(store.getState().model, events)
      if (result.fresh.length > 0) {
        store.setState({ model: result.model, failure: undefined })
        for (const listener of listeners) listener(result.fresh, result.model)
      }
      return { seq: result.model.seq, gap: result.kind === 'gap' }
    },
    setLive: (live) => store.setState({ live }),
    setFailure: (failure) => store.setState({ failure }),
    onFresh(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
