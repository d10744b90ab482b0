import { portsOf, type WorkflowNode } from '@aob/schemas'

/** Canvas pixels. Sizes are declared, never measured, so that a graph can be drawn before its cards are mounted. */
export const CARD_WIDTH = 232
const CARD_HEIGHT = 112
const FOOTER_HEIGHT = 30
const PORT_GAP = 26
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

/**
 * Where a node's ports stand. Result ports spread evenly around the middle, the error port stays beside the footer:
 * one result port lines up with the input, so a row of cards is joined by a straight line.
 */
export function cardGeometry(node: Pick<WorkflowNode, 'type' | 'config'>, extraPorts: readonly string[] = []): CardGeometry {
  const known = portsOf(node.type, node.config)
  const ports = [...known, ...extraPorts.filter((port) => !known.includes(port))]
  const results = ports.filter((port) => port !== 'error')
  const height = Math.max(CARD_HEIGHT, results.length * PORT_GAP + FOOTER_HEIGHT + 8)
  const middle = results.length > 2 ? (height - FOOTER_HEIGHT) / 2 : height / 2
  const outputs = results.map((port, index) => ({ port, y: middle + (index - (results.length - 1) / 2) * PORT_GAP }))
  if (ports.includes('error')) outputs.push({ port: 'error', y: height - FOOTER_HEIGHT / 2 })
  return { width: CARD_WIDTH, height, inputY: height / 2, outputs }
}

/** The port an edge leaves by. */
export function portOfEdge(edge: { fromPort?: string }): string {
  return edge.fromPort ?? 'out'
}
