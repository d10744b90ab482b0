import type { NodeError, RunEvent, ScopeProgress } from '@aob/schemas'
import { activationOf } from '../document/address.ts'
import type { Draft } from './draft.ts'

/** Events of scopes; false for any other. */
export function applyScopeEvent(draft: Draft, event: RunEvent): boolean {
  switch (event.type) {
    case 'scope.opened': {
      const { nodeId, attempt, count, ref } = event.data
      const before = draft.node(nodeId)
      const scope = { ...(before?.scope ?? NOTHING_YET), count, ...(ref === undefined ? {} : { ref }) }
      // Opening went well: a retry policy counts anew for the collection.
      const { failures: _failures, takeovers: _takeovers, ...kept } = before ?? {}
      draft.setNode(nodeId, { ...kept, status: 'open', attempt, scope, startedAt: before?.startedAt ?? event.at })
      return true
    }
    case 'scope.activated': {
      const { nodeId, first, last } = event.data
      update(draft, nodeId, (scope) => ({ ...scope, next: last + 1, open: scope.open + last + 1 - first }))
      return true
    }
    case 'scope.settled': {
      const { nodeId, index, outputs, error, stops, agents = [] } = event.data
      draft.settle(activationOf(nodeId, index), { outputs, ...(error === undefined ? {} : { error }) }, agents)
      update(draft, nodeId, (scope) => afterOne(scope, error, stops === true))
      return true
    }
    default:
      return false
  }
}

const NOTHING_YET: ScopeProgress = { count: 0, next: 0, open: 0, settled: 0, failed: 0 }

function afterOne(scope: ScopeProgress, error: NodeError | undefined, stops: boolean): ScopeProgress {
  const counted = { ...scope, open: scope.open - 1, settled: scope.settled + 1, failed: scope.failed + Number(error !== undefined) }
  return stops && error !== undefined && scope.error === undefined ? { ...counted, error } : counted
}

function update(draft: Draft, nodeId: string, change: (scope: ScopeProgress) => ScopeProgress): void {
  const node = draft.node(nodeId)
  if (!node?.scope) throw new Error(`The scope ${nodeId} has not been opened; an event carries it on.`)
  draft.setNode(nodeId, { ...node, scope: change(node.scope) })
}
