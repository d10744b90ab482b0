import type { ExpressionScope } from '@aob/expressions'
import { createContext, useContext } from 'react'
import type { KnownRoots } from './completions.ts'
import type { Known } from './data-shape.ts'

/** What expressions of one node (or edge) can read. */
export interface ExpressionSurroundings {
  roots: KnownRoots
  /** What those of the graph inside it can read, whose data is known only where it runs. */
  inner: KnownRoots
  /** The data of the last run; undefined before the first. */
  scope: ExpressionScope | undefined
  /** What the node itself gave in the last run; a pin goes before it. */
  own: Known
}

export const Surroundings = createContext<ExpressionSurroundings | undefined>(undefined)

/** Undefined in forms that hold no expressions. */
export function useSurroundings(): ExpressionSurroundings | undefined {
  return useContext(Surroundings)
}
