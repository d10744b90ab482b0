import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { createStore } from 'zustand/vanilla'

/** One thing a person can do from the command palette. */
export interface Command {
  id: string
  label: string
  group: string
  icon?: ReactNode
  shortcut?: string
  /** Further words it is found by. */
  keywords?: string[]
  run: () => void
}

/** Commands on offer now, by the place that offers them. Places come and go with their pages. */
export const commandRegistry = createStore<{ places: ReadonlyMap<string, readonly Command[]> }>(() => ({ places: new Map() }))

/** Offers commands as long as the caller is mounted. `commands` must be stable between changes. */
export function useCommands(place: string, commands: readonly Command[]): void {
  useEffect(() => {
    commandRegistry.setState(({ places }) => ({ places: new Map(places).set(place, commands) }))
    return () =>
      commandRegistry.setState(({ places }) => {
        const rest = new Map(places)
        rest.delete(place)
        return { places: rest }
      })
  }, [place, commands])
}
