import { anchor } from '@aob/ir/document'
import type { AnchoredChange, Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { LoadedVersion } from '../versions.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/**
 * An id returns as what it was or not at all: a patch that says it restores what another one removed brings back nodes of the same type
 * and edges between the same nodes. Anything else under an old id would be another thing by a name that histories and runs know.
 */
export async function requireRestorations(
  deps: Pick<WorkflowDeps, 'patches'>,
  head: LoadedVersion,
  operations: readonly Operation[],
  restores: readonly string[],
): Promise<void> {
  if (restores.length === 0) return
  const removed = new Map<string, AnchoredChange>()
  for (const patchId of restores) {
    const patch = await deps.patches.get(patchId)
    if (patch?.workspaceId !== head.artifact.workspaceId) throw new DomainError('resource.not_found', `There is no patch ${patchId}.`, { pointer: '/restores' })
    for (const change of patch.anchored) if (change.op === 'remove' && change.pointer === '') removed.set(keyOf(change), change)
  }
  for (const change of anchor(head.workflow, operations)) {
    const old = change.op === 'add' && change.pointer === '' ? removed.get(keyOf(change)) : undefined
    if (old === undefined || sameThing(old.before, change.value)) continue
    throw new DomainError('graph.removed_id', `${change.target.path.at(-1)} would return as something else than was removed.`, { pointer: '/operations' })
  }
}

const keyOf = ({ target }: AnchoredChange) => [target.kind, ...target.path].join('/')

/** Of a node its type, of an edge its ends: what makes it this one. */
function sameThing(before: unknown, after: unknown): boolean {
  return ['type', 'from', 'to'].every((member) => memberOf(before, member) === memberOf(after, member))
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined
}
