/** A rectangle in canvas pixels. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Whether two rectangles have a point in common, their borders included. */
export function overlap(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

/** Whether one rectangle holds another one. */
export function covers(area: Box, inner: Box): boolean {
  return area.x <= inner.x && area.y <= inner.y && area.x + area.width >= inner.x + inner.width && area.y + area.height >= inner.y + inner.height
}

/** The smallest rectangle around some boxes; undefined around none. */
export function boundsOf(boxes: Iterable<Box>): Box | undefined {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const box of boxes) {
    left = Math.min(left, box.x)
    top = Math.min(top, box.y)
    right = Math.max(right, box.x + box.width)
    bottom = Math.max(bottom, box.y + box.height)
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top }
}

/** A few cards wide, so that a window touches few cells and a card mostly one. */
const CELL = 1024

/**
 * Where things are, by cells of a grid: asking for a rectangle costs what lies in and around it, however many there are in all.
 * What was put in stays; another arrangement is another grid.
 */
export class SpatialGrid<Item extends Box> {
  readonly #cells = new Map<number, Item[]>()
  #largest = { width: 0, height: 0 }

  /** Puts an item into the cell of its corner. */
  add(item: Item): void {
    const key = cellKey(Math.floor(item.x / CELL), Math.floor(item.y / CELL))
    const cell = this.#cells.get(key)
    if (cell) cell.push(item)
    else this.#cells.set(key, [item])
    this.#largest = { width: Math.max(this.#largest.width, item.width), height: Math.max(this.#largest.height, item.height) }
  }

  /** Everything that touches a rectangle, each once, in no promised order. */
  within(area: Box): Item[] {
    const found: Item[] = []
    const take = (items: readonly Item[] | undefined) => {
      for (const item of items ?? []) if (overlap(item, area)) found.push(item)
    }
    const [left, right] = [Math.floor((area.x - this.#largest.width) / CELL), Math.floor((area.x + area.width) / CELL)]
    const [top, bottom] = [Math.floor((area.y - this.#largest.height) / CELL), Math.floor((area.y + area.height) / CELL)]
    // Over a wide area with little in it, the cells there are, are fewer than those it covers.
    if ((right - left + 1) * (bottom - top + 1) > this.#cells.size) for (const items of this.#cells.values()) take(items)
    else for (let column = left; column <= right; column++) for (let row = top; row <= bottom; row++) take(this.#cells.get(cellKey(column, row)))
    return found
  }
}

/** Cells in a row, as many as no graph needs: two cells have one key only where they lie that far apart, and asking looks at the items. */
const ROW = 2 ** 24

function cellKey(column: number, row: number): number {
  return row * ROW + column
}
