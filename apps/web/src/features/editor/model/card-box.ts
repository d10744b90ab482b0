import type { WorkflowNode } from '@aob/schemas'
import { cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import type { Box } from '../../../ui/canvas/spatial-grid.ts'

export function boxOf(node: Pick<WorkflowNode, 'type' | 'config' | 'position'>): Box {
  const { width, height } = cardGeometry(node)
  return { ...node.position, width, height }
}
