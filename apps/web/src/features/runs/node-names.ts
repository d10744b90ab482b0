import type { Workflow } from '@aob/schemas'
import { useCallback, useMemo } from 'react'
import { nodeTitle } from '../../ui/canvas/node-look.ts'
import { nodeAtAddress } from './node-places.ts'

/** Titles by node id; a node that is no longer in the graph keeps its id. Stable while the graph is. */
export function useNodeNames(document: Workflow | undefined): (nodeId: string) => string {
  const names = useMemo(() => new Map(document?.nodes.map((node) => [node.id, nodeTitle(node)])), [document])
  return useCallback((nodeId) => names.get(nodeId) ?? nameInside(document, nodeId), [names, document])
}

/** Inside a body the round goes with the title: `map1[3] › Fetch`. */
function nameInside(document: Workflow | undefined, address: string): string {
  const node = address.includes('/') ? nodeAtAddress(document, address) : undefined
  return node ? `${address.slice(0, address.lastIndexOf('/'))} › ${nodeTitle(node)}` : address
}
