import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { RunModel } from '../../stores/run-model.ts'
import type { RunStoreState } from '../../stores/run-store.ts'
import type { RunViewState } from '../../stores/run-view.ts'
import type { RunSession } from './run-session.ts'

export const RunSessionContext = createContext<RunSession | undefined>(undefined)

/** The session of the run page around the caller. */
export function useRunSession(): RunSession {
  const session = useContext(RunSessionContext)
  if (!session) throw new Error('This part belongs on a run page.')
  return session
}

export function useRunModel<T>(select: (model: RunModel) => T): T {
  return useStore(useRunSession().run.store, (state: RunStoreState) => select(state.model))
}

export function useRunView<T>(select: (state: RunViewState) => T): T {
  return useStore(useRunSession().view.store, select)
}
