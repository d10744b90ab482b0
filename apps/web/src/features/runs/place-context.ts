import { createContext, useContext } from 'react'
import type { ScopePlace } from './scope-place.ts'

export interface PlaceValue {
  /** The round of a body the canvas shows; the workflow itself without one. */
  place: ScopePlace | undefined
  /** Goes to a round, or out to the workflow. */
  go: (activation: string | undefined) => void
  /** Goes into the body of a scope at an address, to the round that tells most. */
  enter: (address: string) => void
}

export const PlaceContext = createContext<PlaceValue>({ place: undefined, go: () => {}, enter: () => {} })

export function usePlace(): PlaceValue {
  return useContext(PlaceContext)
}
