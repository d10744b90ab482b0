import { activationOf, activationsAround, splitActivation } from '../document/address.ts'
import type { Draft } from './draft.ts'

/**
 * Activations that were begun and are not over, those with a node on its way first. An activation begins with a token (SC3), but a fast log does not
 * tell of it: after a rebuild of a paused run, or of one with no room, the scope alone tells that there is one.
 */
export function activationsUnderWay(draft: Draft): Set<string> {
  const nodes = draft.nodes()
  const found = new Set(nodes.flatMap(([address]) => activationsAround(address)))
  const known = new Map<string, number>()
  for (const activation of found) {
    const { scope } = splitActivation(activation)
    known.set(scope, (known.get(scope) ?? 0) + 1)
  }
  for (const [address, { status, scope }] of nodes) {
    // Looked for one by one only where some are missing: a scope may have had thousands.
    if (status !== 'open' || !scope || (known.get(address) ?? 0) >= scope.open) continue
    for (let index = 0; index < scope.next; index++) {
      const activation = activationOf(address, index)
      if (!draft.isSettled(activation)) found.add(activation)
    }
  }
  return found
}
