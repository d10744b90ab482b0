import type { Workflow, WorkflowNode } from '@aob/schemas'
import { useMemo } from 'react'
import { nodeTitle } from '../../ui/canvas/node-look.ts'
import { nodeAtAddress } from './node-places.ts'

/** Titles by node id; a node that is no longer in the graph keeps its id. Stable while the graph is. */
export function useNodeNames(document: Workflow | undefined): (nodeId: string) => string {
  return useMemo(() => {
    // Of thousands few are asked for, and not before there is something to tell of them.
    let nodes: Map<string, WorkflowNode> | undefined
    return (nodeId) => {
      nodes ??= new Map(document?.nodes.map((node) => [node.id, node]))
      const node = nodes.get(nodeId)
      return node ? nodeTitle(node) : nameInside(document, nodeId)
    }
  }, [document])
}

/** Inside a body the round goes with the title: `map1[3] › Fetch`. */
function nameInside(document: Workflow | undefined, address: string): string {
  const node = address.includes('/') ? nodeAtAddress(document, address) : undefined
  return node ? `${address.slice(0, address.lastIndexOf('/'))} › ${nodeTitle(node)}` : address
}
