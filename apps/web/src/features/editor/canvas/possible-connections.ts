import { portsOf, type Workflow } from '@aob/schemas'
import type { WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { refusalsFrom } from '../model/connection-rules.ts'
import { nodeById } from '../model/document-edit.ts'

export interface PossibleConnection extends WantedConnection {
  /** `true → Notify`, or just the target where there is one port. */
  label: string
  type: string
}

/** Every connection a node could still make, result ports before the error port, targets in document order. */
export function possibleConnections(document: Workflow, from: string): PossibleConnection[] {
  const source = nodeById(document, from)
  if (!source) return []
  const ports = [...portsOf(source.type, source.config)].sort((a, b) => Number(a === 'error') - Number(b === 'error'))
  return ports.flatMap((port) => {
    const refused = refusalsFrom(document, { nodeId: from, port, side: 'output' })
    return document.nodes
      .filter((node) => !refused.has(node.id))
      .map((node) => ({ from, fromPort: port, to: node.id, type: node.type, label: port === 'out' ? nodeTitle(node) : `${port} → ${nodeTitle(node)}` }))
  })
}
