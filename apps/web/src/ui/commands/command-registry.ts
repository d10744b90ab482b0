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

/** Commands too many to be all on offer: those that fit a query, the best first and few. Asked with every key. */
export type CommandSource = (query: string) => readonly Command[]

/** Commands on offer now, by the place that offers them. Places come and go with their pages. */
export const commandRegistry = createStore<{
  places: ReadonlyMap<string, readonly Command[]>
  sources: ReadonlyMap<string, CommandSource>
}>(() => ({ places: new Map(), sources: new Map() }))

/** What a place offers while its commands are still on their way. */
export const COMING: readonly Command[] = []

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

/** Offers what a source finds as long as the caller is mounted. `source` must be stable between changes. */
export function useCommandSource(place: string, source: CommandSource): void {
  useEffect(() => {
    commandRegistry.setState(({ sources }) => ({ sources: new Map(sources).set(place, source) }))
    return () =>
      commandRegistry.setState(({ sources }) => {
        const rest = new Map(sources)
        rest.delete(place)
        return { sources: rest }
      })
  }, [place, source])
}
