import { DEFAULT_LIMITS, type Limits } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { WorkspaceLimits } from '../ports/workspace-limits.ts'
import type { Caller } from './services.ts'

/** Limits of this kind are the server's alone: they guard every workspace against the others. */
export const WORKSPACE_LIMITS: ReadonlySet<string> = new Set<keyof Limits>(['maxAgents', 'maxNodes', 'maxEdges', 'maxTags', 'maxDraftGestures'])

/** Sets limits of the caller's workspace (PP-10). Only people may. Throws `request.invalid` for a name that is no limit of a workspace. */
export async function setLimits(store: WorkspaceLimits, caller: Caller, change: Readonly<Record<string, number | null>>): Promise<Limits> {
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may change limits.')
  for (const [name, value] of Object.entries(change)) {
    const pointer = `/limits/${name}`
    if (!WORKSPACE_LIMITS.has(name)) throw new DomainError('request.invalid', `${name} is not a limit of a workspace.`, { pointer })
    const ceiling = DEFAULT_LIMITS[name as keyof Limits] // one of the names above
    const raised = name !== 'maxAgents' && value !== null && value > ceiling
    if (raised) throw new DomainError('request.invalid', `A workspace may lower ${name}, not raise it above ${ceiling}.`, { pointer })
  }
  return store.set(caller.workspaceId, change)
}
