/** A place on the canvas, in canvas pixels. */
export interface XY {
  x: number
  y: number
}
