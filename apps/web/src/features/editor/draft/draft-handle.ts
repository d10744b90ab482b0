import type { DraftEngine } from '../draft-engine.ts'
import type { DraftSession, DraftState } from './draft-session.ts'

/** A draft from the first picture on: what it begins with is there at once, the session behind it comes with the engine. */
export interface DraftHandle extends DraftSession {
  engine(): DraftEngine | undefined
  /** The session is there. Called at most once, before `close`. */
  attach(session: DraftSession, engine: DraftEngine): void
  /** Resolves with the engine once the session is there. */
  whenAttached: Promise<DraftEngine>
  /** Something was changed in the page before the session came. */
  touched(): void
}

export function createDraftHandle(opened: Pick<DraftState, 'base' | 'head' | 'document'>): DraftHandle {
  const listeners = new Set<(state: DraftState, previous: DraftState) => void>()
  let first: DraftState = { ...opened, link: 'connecting', unsent: 0, aside: [], unwritten: false, kept: true }
  let attached: { session: DraftSession; engine: DraftEngine } | undefined
  let tell: (engine: DraftEngine) => void = () => undefined
  const whenAttached = new Promise<DraftEngine>((resolve) => {
    tell = resolve
  })
  const emit = (state: DraftState, previous: DraftState) => {
    for (const listener of listeners) listener(state, previous)
  }
  const session = () => attached?.session
  return {
    engine: () => attached?.engine,
    whenAttached,
    attach(next, engine) {
      attached = { session: next, engine }
      next.subscribe(emit)
      tell(engine)
      emit(next.state(), first)
    },
    touched() {
      if (attached || first.unsent > 0) return
      const before = first
      first = { ...first, unsent: 1, unwritten: true }
      emit(first, before)
    },
    state: () => session()?.state() ?? first,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    append: (gesture, after) => session()?.append(gesture, after),
    amend: (gesture, after) => session()?.amend(gesture, after) ?? false,
    flush: () => session()?.flush(),
    setAside: (item) => session()?.setAside(item),
    resolve: (patchId, choices) => session()?.resolve(patchId, choices),
    async refresh() {
      await whenAttached
      await session()?.refresh()
    },
    async close() {
      await session()?.close()
    },
  }
}
