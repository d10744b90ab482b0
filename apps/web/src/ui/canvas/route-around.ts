import { LEAVES, middleOf, routeOf } from './edge-route.ts'
import type { XY } from './point.ts'
import type { Box } from './spatial-grid.ts'

/** Least air between a connection and the cards it passes, and how far from them a way round runs, in canvas pixels. */
const AIR = 3
const PASSES = 12
/** How far behind its start and before its end a way round turns: in the middle between two columns, or as near as what leads back. */
const MIDDLE = 32
const TURNS = [
  [MIDDLE, MIDDLE],
  [LEAVES, MIDDLE],
  [MIDDLE, LEAVES],
  [LEAVES, LEAVES],
] as const
/** How far above and below its ends a way round may run. */
export const REACH = 480
/** A corner costs as much as so many pixels. */
const CORNER_COST = 24
/** Cards looked at for one connection, the ones nearest to it; what runs past more of them is as it is. */
const MOST_CARDS = 96

/** Cards and whatever else is in the way, in and around an area. */
export type InTheWay = (area: Box) => readonly Box[]

/**
 * The way of a connection that runs behind no card: the plain one where that is free, else the shortest way round with at most five
 * stretches; the plain one again where there is none. Costs one look at what is around where the plain way is free.
 */
export function routeAround(start: XY, end: XY, inTheWay: InTheWay): readonly XY[] {
  const plain = routeOf(start, end)
  const blocked = inTheWay(boxOf(plain)).filter((card) => isBehind(plain, card))
  if (blocked.length === 0) return plain
  const cards = inTheWay(reached(start, end))
  if (cards.length > MOST_CARDS) return plain
  for (const lane of lanesOf(start, end, cards))
    for (const [out, into] of TURNS) {
      const way = wayAlong(start, end, { lane, out: start.x + out, into: end.x - into })
      if (!cards.some((card) => isBehind(way, card))) return way
    }
  return plain
}

/** Where any of the ways may be too near to a card. */
function reached(start: XY, end: XY): Box {
  const [aside, along] = [MIDDLE + AIR, REACH + AIR]
  const [x, y] = [Math.min(start.x, end.x) - aside, Math.min(start.y, end.y) - along]
  return { x, y, width: Math.abs(start.x - end.x) + 2 * aside, height: Math.abs(start.y - end.y) + 2 * along }
}

/** Heights a way may run along, that of the shortest first. */
function lanesOf(start: XY, end: XY, cards: readonly Box[]): number[] {
  const [top, bottom] = [Math.min(start.y, end.y) - REACH, Math.max(start.y, end.y) + REACH]
  const lanes = new Set([start.y, end.y, middleOf(start, end).y])
  for (const { y, height } of cards) lanes.add(y - PASSES).add(y + height + PASSES)
  const costOf = (lane: number) => Math.abs(lane - start.y) + Math.abs(lane - end.y) + (lane === start.y || lane === end.y ? 0 : 2 * CORNER_COST)
  // Of two as short the upper one, in whatever order the cards were told.
  return [...lanes].filter((lane) => lane >= top && lane <= bottom).sort((a, b) => costOf(a) - costOf(b) || a - b)
}

function wayAlong(start: XY, end: XY, { lane, out, into }: { lane: number; out: number; into: number }): XY[] {
  return withoutIdle([start, { x: out, y: start.y }, { x: out, y: lane }, { x: into, y: lane }, { x: into, y: end.y }, end])
}

/** Without corners that are none. */
function withoutIdle(points: readonly XY[]): XY[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    return !before || !after || !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y))
  })
}

/** Whether a part of a way runs behind a card, or so near that it seems to. */
export function isBehind(way: readonly XY[], { x, y, width, height }: Box): boolean {
  return way.some((at, index) => {
    const next = way[index + 1]
    // Along one axis each: no box is made for a stretch that is asked about thousands of times.
    if (next === undefined) return false
    const [left, right] = at.x < next.x ? [at.x, next.x] : [next.x, at.x]
    const [top, bottom] = at.y < next.y ? [at.y, next.y] : [next.y, at.y]
    return left <= x + width + AIR && right >= x - AIR && top <= y + height + AIR && bottom >= y - AIR
  })
}

function boxOf(points: readonly XY[]): Box {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
