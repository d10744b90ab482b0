import { useSyncExternalStore } from 'react'

/**
 * Code that is fetched when it is first asked for. The hook gives undefined until it is there, and for good when it cannot be
 * had (offline, a newer bundle on the server): whoever asks does without, and the next place that asks tries again.
 */
export function onDemand<Loaded>(load: () => Promise<Loaded>): () => Loaded | undefined {
  const { subscribe, get } = demand(load)
  return () => useSyncExternalStore(subscribe, get)
}

/** What the hook reads: fetched by the first who subscribes. */
export function demand<Loaded>(load: () => Promise<Loaded>) {
  let loaded: Loaded | undefined
  let underWay = false
  let told = false
  const waiting = new Set<() => void>()
  function subscribe(listener: () => void): () => void {
    waiting.add(listener)
    if (loaded === undefined && !underWay) {
      underWay = true
      load()
        .then((value) => {
          loaded = value
          for (const tell of waiting) tell()
        })
        .catch((error: unknown) => {
          // Every place that asks tries again; it is told once.
          if (!told) console.warn('A part of the page could not be loaded; the page goes on without it.', error)
          told = true
        })
        .finally(() => {
          underWay = false
        })
    }
    return () => waiting.delete(listener)
  }
  return { subscribe, get: () => loaded }
}
