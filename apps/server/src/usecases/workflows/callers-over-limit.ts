import { agentLimitMessage, refsIn } from '@aob/ir/document'
import type { FieldProblem, Limits, Workflow } from '@aob/schemas'
import type { Logger } from '../../observability/logger.ts'
import type { TagHead } from '../../ports/document-store.ts'
import { loadArtifact, type VersionDeps } from '../versions.ts'
import { agentLimitOf, createAgentCounter } from './agents-with-calls.ts'

/** Callers that are named; more of them change nothing about what to do. */
const MAX_NAMED = 20

export interface GrownWorkflow {
  workspaceId: string
  name: string
  tag: string
  before: Workflow
  /** What the tag points to by now. */
  after: Workflow
  limits: Limits
}

/**
 * Workflows that call one which has more agents now, and that have too many themselves by that: nobody changed them, and their next run is refused.
 * Whoever publishes hears of it then and there, with the callers by name: those on branches too, and those that call a caller.
 */
export async function callersOverLimit(deps: VersionDeps & { logger: Logger }, grown: GrownWorkflow): Promise<FieldProblem[]> {
  try {
    return await warningsOf(deps, grown)
  } catch (error) {
    // The tag has moved, and that is what the caller has to hear.
    deps.logger.warn({ err: error, workflow: grown.name }, 'it could not be told which callers have too many agents now')
    return []
  }
}

async function warningsOf(deps: VersionDeps, grown: GrownWorkflow): Promise<FieldProblem[]> {
  const { workspaceId, before, after, limits } = grown
  const counter = createAgentCounter(deps, workspaceId)
  if ((await counter.of(after)) <= (await counter.of(before))) return []
  const heads = await deps.documents.tagHeads(workspaceId, limits.maxCallersLookedAt + 1)
  const warnings: FieldProblem[] = []
  for (const { caller, calls } of await reachedFrom(deps, heads.slice(0, limits.maxCallersLookedAt), grown)) {
    if (warnings.length === MAX_NAMED) break
    const [count, limit] = [await counter.of(caller.workflow), agentLimitOf(caller.workflow, limits)]
    if (count <= limit) continue
    const message = `${labelOf(caller)} calls ${calls} and has too many agents by it: ${agentLimitMessage(count, limit)}. Its next run is refused.`
    warnings.push(warning(message))
  }
  if (heads.length > limits.maxCallersLookedAt) {
    warnings.push(warning(`Only ${limits.maxCallersLookedAt} tags were looked at: others may call this and have too many agents by it.`))
  }
  return warnings
}

interface Caller extends TagHead {
  workflow: Workflow
}

/** Everything that comes to the workflow by its calls, nearest first, with what it calls on the way. */
async function reachedFrom(deps: VersionDeps, heads: readonly TagHead[], { name, tag }: GrownWorkflow): Promise<{ caller: Caller; calls: string }[]> {
  const callersOf = new Map<string, Caller[]>()
  for (const head of heads) {
    const { workflow } = await loadArtifact(deps, head.head)
    for (const ref of refsIn(workflow)) callersOf.set(ref, [...(callersOf.get(ref) ?? []), { ...head, workflow }])
  }
  const seen = new Set([labelOf({ name, tag })])
  const reached: { caller: Caller; calls: string }[] = []
  for (let called: Pick<TagHead, 'name' | 'tag'>[] = [{ name, tag }], far = false; called.length > 0; far = true) {
    const next: Caller[] = []
    for (const target of called) {
      for (const caller of spellings(target).flatMap((ref) => callersOf.get(ref) ?? [])) {
        if (seen.has(labelOf(caller))) continue
        seen.add(labelOf(caller))
        next.push(caller)
        reached.push({ caller, calls: far ? labelOf(target) : 'this' })
      }
    }
    called = next
  }
  return reached
}

const labelOf = ({ name, tag }: Pick<TagHead, 'name' | 'tag'>) => (tag === 'main' ? name : `${name}@${tag}`)

/** How a ref may say it. */
const spellings = ({ name, tag }: Pick<TagHead, 'name' | 'tag'>) => (tag === 'main' ? [name, `${name}@main`] : [`${name}@${tag}`])

const warning = (message: string): FieldProblem => ({ code: 'limit.agents', severity: 'warning', pointer: '/nodes', message })
