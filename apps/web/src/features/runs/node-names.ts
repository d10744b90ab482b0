import type { Workflow } from '@aob/schemas'
import { useCallback, useMemo } from 'react'
import { nodeTitle } from '../../ui/canvas/node-look.ts'

/** Titles by node id; a node that is no longer in the graph keeps its id. Stable while the graph is. */
export function useNodeNames(document: Workflow | undefined): (nodeId: string) => string {
  const names = useMemo(() => new Map(document?.nodes.map((node) => [node.id, nodeTitle(node)])), [document])
  return useCallback((nodeId) => names.get(nodeId) ?? nodeId, [names])
}
