import { portsOf, type WorkflowNode } from '@aob/schemas'

/** Canvas pixels. Sizes are declared, never measured, so that a graph can be drawn before its cards are mounted. */
export const CARD_WIDTH = 232
/** Cards, ports and gaps are multiples of the grid's 8 pixels: whatever stands in a row can be joined by a straight line. */
const GRID = 8
const CARD_HEIGHT = 112
const FOOTER_HEIGHT = 30
const PORT_GAP = 24
/** Where an edge comes in, and where it leaves by the middle port; the same on every card, however high. */
const MIDDLE = 56
/** The topmost port of a card with many. */
const FIRST_PORT = 32
export const PORT_DOT = 9

export interface PortPlace {
  port: string
  /** Centre of the dot, measured from the card's top. */
  y: number
}

export interface CardGeometry {
  width: number
  height: number
  /** Centre of the input dot, measured from the card's top. */
  inputY: number
  outputs: readonly PortPlace[]
}

/** The card a collapsed group is drawn as; no node of a document has this type. */
export const GROUP_TYPE = 'aob.group'

/**
 * Where a node's ports stand. The result ports of a card surround its middle as far as there is room above; the error port stays beside
 * the footer.
 */
export function cardGeometry(node: Pick<WorkflowNode, 'type' | 'config'>, extraPorts: readonly string[] = []): CardGeometry {
  // What leaves a collapsed group leaves its card, whichever way out it takes inside.
  const known = node.type === GROUP_TYPE ? ['out'] : portsOf(node.type, node.config)
  return geometryOf([...known, ...extraPorts.filter((port) => !known.includes(port))])
}

/** Cards with the same ports look alike, and there are few kinds among thousands. */
const geometries = new Map<string, CardGeometry>()
const MOST_KINDS = 1_000

function geometryOf(ports: readonly string[]): CardGeometry {
  const key = ports.join('\n')
  const made = geometries.get(key) ?? makeGeometry(ports)
  if (geometries.size >= MOST_KINDS) geometries.clear()
  geometries.set(key, made)
  return made
}

function makeGeometry(ports: readonly string[]): CardGeometry {
  const results = ports.filter((port) => port !== 'error')
  const first = Math.max(FIRST_PORT, onGrid(MIDDLE - ((results.length - 1) / 2) * PORT_GAP))
  const outputs = results.map((port, index) => ({ port, y: first + index * PORT_GAP }))
  const last = outputs.at(-1)?.y ?? MIDDLE
  const height = Math.max(CARD_HEIGHT, onGrid(last + 2 * GRID + FOOTER_HEIGHT))
  if (ports.includes('error')) outputs.push({ port: 'error', y: height - 2 * GRID })
  return { width: CARD_WIDTH, height, inputY: MIDDLE, outputs }
}

function onGrid(length: number): number {
  return Math.ceil(length / GRID) * GRID
}

/** The port an edge leaves by. */
export function portOfEdge(edge: { fromPort?: string }): string {
  return edge.fromPort ?? 'out'
}
