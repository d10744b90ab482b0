import { agentLimitMessage, countAgents, countNodes, refOf, someNode } from '@aob/ir/document'
import type { Limits, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import { loadVersion, resolveRef, type VersionDeps } from '../versions.ts'

/**
 * Layer 2 of the agent limit for what calls other workflows: agents are counted once for every occurrence of a sub-workflow, in the
 * version it has now, through bodies and calls of calls. A change that adds none is not held to it: the callee may have grown meanwhile.
 * A call that leads nowhere or back to itself counts nothing here; starting a run refuses it. Throws `limit.agents` at the calling node.
 */
export async function requireAgentsWithin(
  deps: VersionDeps,
  workspaceId: string,
  { before, after, limits }: { before?: Workflow; after: Workflow; limits: Limits },
): Promise<void> {
  if (!someNode(after, (node) => refOf(node) !== undefined)) return
  const limit = agentLimitOf(after, limits)
  const counter = new AgentCounter(deps, workspaceId)
  const count = await counter.of(after)
  if (count <= limit || (before !== undefined && count <= (await counter.of(before)))) return
  throw new DomainError('limit.agents', agentLimitMessage(count, limit), { pointer: '/nodes' })
}

/** The workflow's own, never above the workspace's. */
export function agentLimitOf({ settings }: Workflow, { maxAgents }: Pick<Limits, 'maxAgents'>): number {
  return Math.min(settings?.maxAgents ?? maxAgents, maxAgents)
}

/** Counts agents through calls, in the versions that refs lead to now. */
export function createAgentCounter(deps: VersionDeps, workspaceId: string): { of(workflow: Workflow): Promise<number> } {
  return new AgentCounter(deps, workspaceId)
}

/** Each workflow called is read and counted once, however often it is called. */
class AgentCounter {
  readonly #deps: VersionDeps
  readonly #workspaceId: string
  readonly #counts = new Map<string, number>()

  constructor(deps: VersionDeps, workspaceId: string) {
    this.#deps = deps
    this.#workspaceId = workspaceId
  }

  async of(workflow: Workflow, calls: readonly string[] = []): Promise<number> {
    const occurrences = new Map<string, number>()
    countNodes(workflow, (node) => {
      const ref = refOf(node)
      if (ref !== undefined) occurrences.set(ref, (occurrences.get(ref) ?? 0) + 1)
      return false
    })
    let total = countAgents(workflow)
    for (const [ref, times] of occurrences) total += times * (await this.#ofCalled(ref, calls))
    return total
  }

  async #ofCalled(ref: string, calls: readonly string[]): Promise<number> {
    const artifactId = await this.#resolve(ref)
    // Versions, not names: one workflow may be called by several.
    if (artifactId === undefined || calls.includes(artifactId)) return 0
    const known = this.#counts.get(artifactId)
    if (known !== undefined) return known
    const count = await this.of((await loadVersion(this.#deps, artifactId)).workflow, [...calls, artifactId])
    this.#counts.set(artifactId, count)
    return count
  }

  async #resolve(ref: string): Promise<string | undefined> {
    try {
      return (await resolveRef(this.#deps.documents, this.#workspaceId, { ref })).artifactId
    } catch (error) {
      if (error instanceof DomainError && ['resource.not_found', 'workflow.archived'].includes(error.code)) return undefined
      throw error
    }
  }
}
