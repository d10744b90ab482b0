import type { NodeRunView } from '@aob/schemas'
import { emptyRecord } from '../document/own-property.ts'
import type { RunHistory } from '../document/run-history.ts'
import type { RunState } from './state.ts'

/** What people see of each node that is not idle, by node id. */
export function nodeRunViews(state: RunState): Record<string, NodeRunView> {
  const views = emptyRecord<NodeRunView>()
  for (const [nodeId, { failures: _failures, takeovers: _takeovers, retriedFrom: _retriedFrom, ...node }] of state.nodes.entries()) {
    if (node.status !== 'idle') views[nodeId] = { nodeId, ...node }
  }
  return views
}

/** What legality needs to know of a run in that state. */
export function historyIn({ status, nodes, edges }: RunState): RunHistory {
  return { status, nodes: nodes.toRecord(), edges: edges.toRecord() }
}
