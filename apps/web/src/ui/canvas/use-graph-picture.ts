import type { WorkflowEdge } from '@aob/schemas'
import { useMemo } from 'react'
import type { ShownElements } from './card-window.ts'
import type { GraphPicture } from './graph-painter.ts'
import type { DiffOf, EdgeStateOf, StatusOf } from './overlays.ts'
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'

interface Marks {
  statusOf?: StatusOf | undefined
  edgeStateOf?: EdgeStateOf | undefined
  diffOf?: DiffOf | undefined
  selection: CanvasSelection
}

interface Painted {
  scene: Scene
  /** Cards in the hand. */
  lifted: ReadonlySet<string>
  cards: { mounted: ReadonlySet<string>; shown: ShownElements; afar: boolean; opening: boolean }
}

const NO_CARDS: ReadonlySet<string> = new Set()
const NO_EDGES: ReadonlySet<WorkflowEdge> = new Set()

/**
 * What is left to paint beside the elements shown. From afar that is everything that is not on the move. While a canvas comes up it is
 * everything: cards cover their pictures, and none is painted anew for each few of them.
 */
export function useGraphPicture({ statusOf, edgeStateOf, diffOf, selection }: Marks, { scene, lifted, cards }: Painted): GraphPicture {
  const { afar, opening } = cards
  const withoutCards = afar ? lifted : opening ? NO_CARDS : cards.mounted
  // From afar the card under the pointer comes and goes over its picture: nothing to paint anew.
  const drawn = withoutCards.size === 0 && (afar || opening) ? undefined : cards.shown.edges
  return useMemo(
    () => ({ scene, withoutCards, withoutEdges: drawn ? new Set(drawn) : NO_EDGES, selected: new Set(selection.nodes), afar, statusOf, edgeStateOf, diffOf }),
    [scene, withoutCards, drawn, selection, afar, statusOf, edgeStateOf, diffOf],
  )
}
