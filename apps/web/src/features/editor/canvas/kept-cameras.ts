import type { Workflow } from '@aob/schemas'
import type { Viewport } from '@xyflow/react'
import { inBrowser } from '../../../lib/browser-storage.ts'
import { cardsOf } from '../../../ui/canvas/fit-view.ts'
import { startViewport } from '../../../ui/canvas/opening-viewport.ts'
import { overlap } from '../../../ui/canvas/spatial-grid.ts'

interface Size {
  width: number
  height: number
}

/** What was in the middle of the canvas, and how near: canvases differ in size from time to time. */
interface Kept {
  x: number
  y: number
  zoom: number
}

export const CAMERAS_KEY = 'aob.cameras'

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && ['x', 'y', 'zoom'].every((key) => Number.isFinite(Reflect.get(value, key))) && Reflect.get(value, 'zoom') > 0

/** By names of workflows, the last one left last. */
export function keptCameras(): Array<[string, unknown]> {
  try {
    const stored: unknown = JSON.parse(inBrowser.recall(CAMERAS_KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter((entry) => Array.isArray(entry) && entry.length === 2) : []
  } catch (error) {
    // Whoever wrote it: it is written anew with the next workflow that is left.
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** Where a workflow opens: where its reader left it, as long as there is something to see there; else as everybody's does. */
export function openingOf(name: string): (document: Workflow, size: Size) => Viewport | undefined {
  return (document, size) => {
    const kept = keptCameras().find(([other]) => other === name)?.[1]
    return (isKept(kept) ? viewAround(kept, document, size) : undefined) ?? startViewport(document, size)
  }
}

function viewAround({ x, y, zoom }: Kept, document: Workflow, { width, height }: Size): Viewport | undefined {
  const seen = { x: x - width / 2 / zoom, y: y - height / 2 / zoom, width: width / zoom, height: height / zoom }
  return cardsOf(document.nodes).some((card) => overlap(card, seen)) ? { x: -seen.x * zoom, y: -seen.y * zoom, zoom } : undefined
}
