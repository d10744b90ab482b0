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
  withoutCards: ReadonlySet<string>
  shown: ShownElements
  afar: boolean
}

const NO_EDGES: ReadonlySet<WorkflowEdge> = new Set()

/** What is left to paint beside the elements shown. From afar that is everything that is not on the move. */
export function useGraphPicture({ statusOf, edgeStateOf, diffOf, selection }: Marks, { scene, withoutCards, shown, afar }: Painted): GraphPicture {
  // From afar the card under the pointer comes and goes over its picture: nothing to paint anew.
  const drawn = afar && withoutCards.size === 0 ? undefined : shown.edges
  return useMemo(
    () => ({ scene, withoutCards, withoutEdges: drawn ? new Set(drawn) : NO_EDGES, selected: new Set(selection.nodes), afar, statusOf, edgeStateOf, diffOf }),
    [scene, withoutCards, drawn, selection, afar, statusOf, edgeStateOf, diffOf],
  )
}
