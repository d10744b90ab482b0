import { portsOf, type Workflow } from '@aob/schemas'
import { defaultFilter } from 'cmdk'
import type { WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { refusalsFrom } from '../model/connection-rules.ts'
import { nodeById } from '../model/document-edit.ts'

export interface PossibleConnection extends WantedConnection {
  /** `true → Notify`, or just the target where there is one port. */
  label: string
  type: string
}

/** More than these nobody reads through; typing on finds the others. */
export const MOST_OFFERED = 50

/** Every connection a node could still make: result ports before the error port, of each the nearest targets first. */
export function possibleConnections(document: Workflow, from: string): PossibleConnection[] {
  const source = nodeById(document, from)
  if (!source) return []
  const ports = [...portsOf(source.type, source.config)].sort((a, b) => Number(a === 'error') - Number(b === 'error'))
  const nearest = document.nodes.map((node) => ({ node, far: distance(source.position, node.position) })).sort((one, other) => one.far - other.far)
  return ports.flatMap((port) => {
    const refused = refusalsFrom(document, { nodeId: from, port, side: 'output' })
    return nearest
      .filter(({ node }) => !refused.has(node.id))
      .map(({ node }) => ({
        from,
        fromPort: port,
        to: node.id,
        type: node.type,
        label: port === 'out' ? nodeTitle(node) : `${port} → ${nodeTitle(node)}`,
      }))
  })
}

function distance(one: XY, other: XY): number {
  return Math.hypot(other.x - one.x, other.y - one.y)
}

/** Those whose target, port or both go by what is typed, the best first, and how many more there are. */
export function offeredConnections(all: readonly PossibleConnection[], query: string): { offers: PossibleConnection[]; more: number } {
  const wanted = query.trim()
  const fitting = wanted === '' ? all : ranked(all, wanted)
  return { offers: fitting.slice(0, MOST_OFFERED), more: Math.max(0, fitting.length - MOST_OFFERED) }
}

function ranked(all: readonly PossibleConnection[], wanted: string): PossibleConnection[] {
  const whole = wanted.toLowerCase()
  // A whole name is meant, however many names go on from there.
  const score = ({ label, to, fromPort }: PossibleConnection) =>
    defaultFilter(`${label} ${to} ${fromPort}`, wanted) + (label.toLowerCase() === whole || to === wanted ? 1 : 0)
  return all
    .map((offer) => ({ offer, score: score(offer) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ offer }) => offer)
}
