import type { Workflow, WorkflowNode } from '@aob/schemas'
import { type Box, boxAround } from '../../../ui/canvas/alignment.ts'
import { cardGeometry, portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { boxOf } from '../model/card-box.ts'
import { COLUMN_GAP, GRID, snap } from '../model/document-edit.ts'
import type { TidyScope } from './tidy-scope.ts'

/** A graph as ELK takes it: sizes and ports are fixed, so that a row of cards is joined by straight lines. */
export interface LayoutGraph {
  id: string
  layoutOptions: Record<string, string>
  children: Array<{
    id: string
    width: number
    height: number
    layoutOptions: Record<string, string>
    ports: Array<{ id: string; x: number; y: number; width: number; height: number; layoutOptions: Record<string, string> }>
  }>
  edges: Array<{ id: string; sources: string[]; targets: string[] }>
}

export interface Placement {
  id: string
  position: XY
}

const OPTIONS: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': String(5 * GRID),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN_GAP),
  'elk.spacing.componentComponent': String(10 * GRID),
  // What stands above stays above: people know their graph by where things are.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
}

const inPort = (id: string) => `${id}/in`
const outPort = (id: string, port: string) => `${id}/out/${port}`

/** The ids a scope means. */
export function idsInScope(document: Workflow, scope: TidyScope, selected: readonly string[], published: Workflow): string[] {
  const before = new Set(published.nodes.map((node) => node.id))
  const chosen = new Set(selected)
  return document.nodes.filter((node) => scope === 'all' || (scope === 'selection' ? chosen.has(node.id) : !before.has(node.id))).map((node) => node.id)
}

/** The part of a document that is laid out, read from the top: ELK keeps that order within a column. */
export function layoutGraph(document: Workflow, ids: readonly string[]): LayoutGraph {
  const chosen = new Set(ids)
  const nodes = document.nodes.filter((node) => chosen.has(node.id)).sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  const edges = document.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to))
  return {
    id: 'root',
    layoutOptions: OPTIONS,
    children: nodes.map((node) => {
      const used = edges.filter((edge) => edge.from === node.id).map(portOfEdge)
      const { width, height, inputY, outputs } = cardGeometry(node, used)
      const port = (id: string, side: string, x: number, y: number) => ({ id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } })
      return {
        id: node.id,
        width,
        height,
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
        ports: [port(inPort(node.id), 'WEST', 0, inputY), ...outputs.map((output) => port(outPort(node.id, output.port), 'EAST', width, output.y))],
      }
    }),
    edges: edges.map((edge) => ({ id: edge.id, sources: [outPort(edge.from, portOfEdge(edge))], targets: [inPort(edge.to)] })),
  }
}

/**
 * Where the laid out nodes go: the whole keeps its top left corner; new nodes alone stand right of what leads to them.
 * Nodes out of scope never move, and nothing is laid over them.
 */
export function placementsFrom(document: Workflow, laidOut: readonly Placement[], scope: TidyScope): Placement[] {
  const moving = new Map(laidOut.map((placement) => [placement.id, placement.position]))
  const before = document.nodes.filter((node) => moving.has(node.id))
  const here = boxAround(before.map(boxOf))
  const there = boxAround(laidOut.flatMap(({ id, position }) => sized(before, id, position)))
  if (!here || !there) return []
  const anchor = scope === 'new' ? (behindSource(document, moving) ?? here) : here
  const shift = { x: anchor.x - there.x, y: anchor.y - there.y }
  const placed = laidOut.map(({ id, position }) => ({ id, position: snap({ x: position.x + shift.x, y: position.y + shift.y }) }))
  return scope === 'all' ? placed : clearOf(document, before, placed)
}

function sized(nodes: readonly WorkflowNode[], id: string, position: XY): Box[] {
  const node = nodes.find((candidate) => candidate.id === id)
  return node ? [{ ...boxOf(node), ...position }] : []
}

/** Right of the resting node that leads furthest right into the moving ones. */
function behindSource(document: Workflow, moving: ReadonlyMap<string, XY>): XY | undefined {
  const sources = document.edges.filter((edge) => moving.has(edge.to) && !moving.has(edge.from)).map((edge) => edge.from)
  const rightmost = document.nodes.filter((node) => sources.includes(node.id)).sort((a, b) => b.position.x - a.position.x)[0]
  return rightmost && { x: rightmost.position.x + boxOf(rightmost).width + COLUMN_GAP, y: rightmost.position.y }
}

/** Moves all placed nodes down together until they lie over nothing that rests. */
function clearOf(document: Workflow, moving: readonly WorkflowNode[], placed: readonly Placement[]): Placement[] {
  const ids = new Set(placed.map(({ id }) => id))
  const resting = document.nodes.filter((node) => !ids.has(node.id)).map(boxOf)
  let down = 0
  for (let round = 0; round <= resting.length; round++) {
    const boxes = placed.flatMap(({ id, position }) => sized(moving, id, { x: position.x, y: position.y + down }))
    const hit = boxes.flatMap((box) => resting.filter((rest) => overlaps(box, rest)).map((rest) => rest.y + rest.height + 3 * GRID - box.y))
    if (hit.length === 0) break
    down += Math.max(...hit)
  }
  return placed.map(({ id, position }) => ({ id, position: snap({ x: position.x, y: position.y + down }) }))
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
