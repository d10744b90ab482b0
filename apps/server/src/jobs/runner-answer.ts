import type { Site } from '@aob/ir/program'
import type { AgentCompleted, AgentFailed, Limits } from '@aob/schemas'
import { PatchSession, type ProposedPatch } from '../agents/patch-session.ts'
import { readStructured } from '../agents/structured-output.ts'
import { DomainError } from '../domain-error.ts'
import { attempt, succeeded } from '../executors/outcome.ts'
import type { RunPatching } from '../ports/patching.ts'
import type { DoneHere } from '../runner/execute-node.ts'

/** What an answer is about, as the run's hot state and program say it. */
export interface AnsweredJob {
  runId: string
  site: Site
  /** Version of the workflow the runner was shown. */
  base: string
  maxAgents: number
}

export interface AnswerDeps {
  patching: RunPatching
  limits: Limits
}

/** A runner's answer as the result of the node, the same in shape and rights as that of an agent that works here. */
export async function resultOf(deps: AnswerDeps, job: AnsweredJob, word: AgentCompleted | AgentFailed): Promise<DoneHere> {
  if (word.kind === 'failed') {
    const { lasts, message, retryAfterMs } = word.error
    const error = { code: 'agent.runner_failed', message, retryable: lasts === 'transient', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    return { kind: 'failed', error }
  }
  const result = await attempt(async () => {
    const answer = answerOf(word, job.site.node.config, deps.limits)
    const { proposed, open } = await propose(deps, job, word)
    const { model, usage } = word
    const output = { ...answer, ...(model === undefined ? {} : { model }), patches: proposed, ...(usage ? { usage } : {}) }
    return { ...succeeded(output, 'out', usage), ...(open.length > 0 ? { awaitPatches: open } : {}) }
  })
  return result.kind === 'handed_out' ? { kind: 'failed', error: { code: 'internal.error', message: 'An answer was handed out.', retryable: false } } : result
}

function answerOf({ text, data }: AgentCompleted, config: { outputSchema?: unknown }, limits: Limits): { text: string; data?: unknown } {
  const said = text ?? (data === undefined ? '' : JSON.stringify(data))
  const { outputSchema: schema } = config
  if (typeof schema !== 'object' || schema === null) return { text: said, ...(data === undefined ? {} : { data }) }
  // Checked by the node's own schema when the workflow was stored.
  const structured = readStructured(data === undefined ? said : JSON.stringify(data), schema as Record<string, unknown>, limits)
  if (structured.kind === 'bad') throw new DomainError('agent.output_invalid', `The runner's answer does not fit the output schema: ${structured.problems}`)
  return { text: said, data: structured.data }
}

/**
 * Submits the patches an answer brings, under the same rights and layers as those of an agent here. Nobody is there to correct one: what is
 * refused is kept as invalid for people to look at, and the others are tried all the same.
 */
async function propose(
  { patching, limits }: AnswerDeps,
  { runId, site, base, maxAgents }: AnsweredJob,
  { patches = [], model = 'outside' }: AgentCompleted,
): Promise<{ proposed: ProposedPatch[]; open: string[] }> {
  const config: { tools?: unknown; awaitPatches?: unknown } = site.node.config
  const { tools, awaitPatches = true } = config
  if (patches.length > 0 && Array.isArray(tools) && !tools.includes('patch_workflow'))
    throw new DomainError('agent.output_invalid', 'The answer brings patches, and the node does not offer patch_workflow.')
  const [proposed, open]: [ProposedPatch[], string[]] = [[], []]
  for (const patch of patches) {
    const request = { runId, node: site.node, address: site.address, headArtifactId: base }
    const session = new PatchSession(request, { patching, limits: { ...limits, maxPatchCorrections: 0 } }, maxAgents)
    await session.propose(patch, model)
    proposed.push(...session.proposed)
    open.push(...session.undecided())
  }
  return { proposed, open: awaitPatches ? open : [] }
}
