import type { LayoutGraph, Placement } from './layout-graph.ts'

/** Air between blocks of a column, between columns, and between parts that nothing joins; in canvas pixels. */
export interface Spacing {
  row: number
  column: number
  part: number
}

/** How often the columns are gone through to bring neighbours near each other. */
const ORDER_SWEEPS = 6
const PLACE_SWEEPS = 8
/** Lanes kept for connections over several columns, as many times as there are blocks at most: beyond, the longest have none. */
const MOST_LANES = 4
/** Blocks without connections stand in rows of so many. */
const LONE_ROW = 8

/** A block in its column, or the lane of a connection that passes it. */
interface Item {
  id: string
  height: number
  /** Items of the columns before and behind it, and how far below the other's top its own has to stand for a straight line. */
  before: Tie[]
  behind: Tie[]
  column: number
  /** Place within its column. */
  rank: number
  y: number
}

interface Tie {
  item: Item
  by: number
}

/**
 * A layered layout for graphs that are too large for ELK: columns by the longest way from a start, an order within them by the middle of
 * the neighbours, then every block as near to the height of its neighbours as those above and below allow. Near linear, and decided by the
 * graph alone, so that it gives the same picture whatever stood where. Yields the share that is done.
 */
export function* layeredPass(graph: LayoutGraph, spacing: Spacing): Generator<number, Placement[]> {
  const { items, ties } = itemsOf(graph)
  setColumns(items, ties)
  yield 0.1
  const columns = columnsOf([...items.values()], ties)
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
    orderOnce(columns, sweep % 2 === 0)
    yield 0.1 + (0.4 * (sweep + 1)) / ORDER_SWEEPS
  }
  for (const column of columns) stack(column, spacing.row)
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) settle(column, spacing.row, sweep < PLACE_SWEEPS - 2 ? sweep % 2 === 0 : undefined)
    yield 0.5 + (0.5 * (sweep + 1)) / PLACE_SWEEPS
  }
  return placed(graph, columns, spacing)
}

interface Link {
  from: Item
  to: Item
  /** Of the ports, from the tops of their blocks. */
  out: number
  into: number
}

function itemsOf({ children, edges }: LayoutGraph): { items: Map<string, Item>; ties: Link[] } {
  const items = new Map<string, Item>()
  const owner = new Map<string, { item: Item; y: number }>()
  const linked = new Set<Item>()
  for (const { id, height, ports } of children) {
    const item: Item = { id, height, before: [], behind: [], column: 0, rank: items.size, y: 0 }
    items.set(id, item)
    for (const port of ports) owner.set(port.id, { item, y: port.y })
  }
  const ties = edges.flatMap(({ sources: [source = ''], targets: [target = ''] }): Link[] => {
    const [from, to] = [owner.get(source), owner.get(target)]
    if (!from || !to || from.item === to.item) return []
    linked.add(from.item).add(to.item)
    return [{ from: from.item, to: to.item, out: from.y, into: to.y }]
  })
  for (const item of items.values()) if (!linked.has(item)) items.delete(item.id)
  return { items, ties }
}

/** The longest way from a start, edges that close a circle left out; a start stands right before what it leads to first. */
function setColumns(items: ReadonlyMap<string, Item>, ties: readonly Link[]): void {
  const leaving = new Map<Item, Item[]>()
  for (const { from, to } of ties) {
    const list = leaving.get(from)
    if (list) list.push(to)
    else leaving.set(from, [to])
  }
  const order = withoutCircles(items, leaving)
  for (const item of order) for (const to of leaving.get(item) ?? []) to.column = Math.max(to.column, item.column + 1)
  const entered = new Set(ties.map(({ to }) => to))
  for (const item of order) {
    const next = (leaving.get(item) ?? []).map(({ column }) => column)
    if (!entered.has(item) && next.length > 0) item.column = Math.min(...next) - 1
  }
}

/** Items so that what leads on comes first. Connections back to what is still open are taken out of `leaving`. */
function withoutCircles(items: ReadonlyMap<string, Item>, leaving: Map<Item, Item[]>): Item[] {
  const state = new Map<Item, 'open' | 'done'>()
  const order: Item[] = []
  for (const root of items.values()) {
    if (state.has(root)) continue
    const path: Array<{ item: Item; next: number; kept: Item[] }> = [{ item: root, next: 0, kept: [] }]
    state.set(root, 'open')
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const to = leaving.get(top.item)?.[top.next++]
      if (!to) {
        leaving.set(top.item, top.kept)
        state.set(top.item, 'done')
        order.push(top.item)
        path.pop()
        continue
      }
      if (state.get(to) === 'open') continue
      top.kept.push(to)
      if (state.has(to)) continue
      state.set(to, 'open')
      path.push({ item: to, next: 0, kept: [] })
    }
  }
  return order.reverse()
}

/** The columns with a lane in each that a connection passes. */
function columnsOf(items: readonly Item[], ties: readonly Link[]): Item[][] {
  const columns = Array.from({ length: 1 + items.reduce((most, { column }) => Math.max(most, column), -1) }, (): Item[] => [])
  const put = (item: Item) => columns[item.column]?.push(item)
  for (const item of items) put(item)
  let lanes = items.length * MOST_LANES
  // The shorter ones first: the room for lanes goes to as many as there can be.
  for (const tie of [...ties].sort((a, b) => span(a) - span(b))) {
    const [left, right] = tie.from.column < tie.to.column ? [tie.from, tie.to] : [tie.to, tie.from]
    const [leave, arrive] = left === tie.from ? [tie.out, tie.into] : [tie.into, tie.out]
    const between = right.column - left.column - 1
    let last = left
    let height = leave
    if (between > 0 && between <= lanes) {
      lanes -= between
      for (let column = left.column + 1; column < right.column; column++) {
        const lane: Item = { id: '', height: 0, before: [], behind: [], column, rank: left.rank, y: 0 }
        put(lane)
        tieTogether(last, lane, height)
        last = lane
        height = 0
      }
    }
    tieTogether(last, right, height - arrive)
  }
  for (const column of columns) rank(column.sort((a, b) => a.rank - b.rank))
  return columns
}

const span = ({ from, to }: Link) => Math.abs(from.column - to.column)

/** `by`: how far below the left one's top the right one's has to stand. */
function tieTogether(left: Item, right: Item, by: number): void {
  left.behind.push({ item: right, by: -by })
  right.before.push({ item: left, by })
}

function rank(column: readonly Item[]): void {
  for (const [index, item] of column.entries()) item.rank = index
}

/** Every column in the order of the middles of its neighbours on one side; those with none keep their rank among the others. */
function orderOnce(columns: readonly Item[][], forward: boolean): void {
  for (const column of forward ? columns : [...columns].reverse()) {
    const middle = new Map(column.map((item) => [item, middleOf(forward ? item.before : item.behind, item.rank)]))
    column.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0) || a.rank - b.rank)
    rank(column)
  }
}

function middleOf(ties: readonly Tie[], otherwise: number): number {
  if (ties.length === 0) return otherwise
  return ties.reduce((sum, { item, by }) => sum + item.rank + by / 10_000, 0) / ties.length
}

function stack(column: readonly Item[], gap: number): void {
  let y = 0
  for (const item of column) {
    item.y = y
    y += item.height + gap
  }
}

/**
 * Every item of a column as near as can be to where its neighbours want it, in their order: those that would overlap form a block that
 * stands at the mean of their wishes (pool adjacent violators, which is the least sum of squares).
 */
function settle(column: readonly Item[], gap: number, forward: boolean | undefined): void {
  const blocks: Array<{ wish: number; weight: number; count: number; height: number }> = []
  for (const item of column) {
    const ties = forward === undefined ? [...item.before, ...item.behind] : forward ? item.before : item.behind
    const wish = ties.length === 0 ? item.y : ties.reduce((sum, tie) => sum + tie.item.y + tie.by, 0) / ties.length
    let block = { wish, weight: 1 + ties.length, count: 1, height: item.height + gap }
    for (let above = blocks.at(-1); above && above.wish + above.height > block.wish; above = blocks.at(-1)) {
      blocks.pop()
      const weight = above.weight + block.weight
      const mean = (above.wish * above.weight + (block.wish - above.height) * block.weight) / weight
      block = { wish: mean, weight, count: above.count + block.count, height: above.height + block.height }
    }
    blocks.push(block)
  }
  let next = 0
  for (const { wish, count } of blocks) {
    let y = wish
    for (const item of column.slice(next, next + count)) {
      item.y = y
      y += item.height + gap
    }
    next += count
  }
}

/** Columns side by side, and what nothing joins below them in rows. */
function placed({ children }: LayoutGraph, columns: readonly Item[][], spacing: Spacing): Placement[] {
  const sizes = new Map(children.map((child) => [child.id, child]))
  const places: Placement[] = []
  const known = new Set<string>()
  let [x, bottom] = [0, 0]
  for (const column of columns) {
    let wide = 0
    for (const item of column) {
      if (item.id === '') continue
      known.add(item.id)
      wide = Math.max(wide, sizes.get(item.id)?.width ?? 0)
      bottom = Math.max(bottom, item.y + item.height)
      places.push({ id: item.id, position: { x, y: item.y } })
    }
    x += wide + spacing.column
  }
  const lone = children.filter(({ id }) => !known.has(id))
  let y = places.length > 0 ? bottom + spacing.part : 0
  for (let first = 0; first < lone.length; first += LONE_ROW) {
    const row = lone.slice(first, first + LONE_ROW)
    let at = 0
    for (const { id, width } of row) {
      places.push({ id, position: { x: at, y } })
      at += width + spacing.column
    }
    y += Math.max(...row.map(({ height }) => height)) + spacing.row
  }
  return places
}
