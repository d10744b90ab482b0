import type { CoreInstance } from './core-instance.ts'

/** Part of the canvas, in its pixels. */
export interface Rectangle {
  left: number
  top: number
  right: number
  bottom: number
}

/** A node as the document has it. */
export type NodeElement = Record<string, unknown>

/** The nodes of the core's document whose position lies in the rectangle, its border included, in document order. */
export function readViewport(core: CoreInstance, { left, top, right, bottom }: Rectangle): NodeElement[] {
  core.check(core.exports.viewport(left, top, right, bottom))
  // Only elements with a position are written, so all are objects.
  return JSON.parse(core.readOutput()) as NodeElement[]
}
