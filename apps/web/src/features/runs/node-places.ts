import { bodyOf, pathOf } from '@aob/ir/document'
import type { Workflow, WorkflowNode } from '@aob/schemas'

/** The node an address of a run stands for: `map1[3]/fetch` is `fetch` in the body of `map1`. Undefined where the graph has none. */
export function nodeAtAddress(document: Pick<Workflow, 'nodes'> | undefined, address: string): WorkflowNode | undefined {
  let graph: Pick<Workflow, 'nodes'> | undefined = document
  let node: WorkflowNode | undefined
  for (const id of pathOf(address)) {
    node = graph?.nodes.find((candidate) => candidate.id === id)
    graph = node && bodyOf(node)
  }
  return node
}
