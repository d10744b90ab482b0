import type { Actor, Limits } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import type { RunPatching } from '../ports/patching.ts'
import { checkAgentsAfter, checkOperations } from './layer-one.ts'
import { agentPatchId } from './patch-id.ts'
import { PATCH_EXAMPLES } from './system-prefix.ts'

export interface ProposedPatch {
  patchId: string
  status: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
}

const MAX_RATIONALE_LENGTH = 8000
const MAX_PROBLEMS_SHOWN = 10

/** Whether the model can do something about it; everything else ends the attempt. */
function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && !error.retryable && error.status < 500 && !error.code.startsWith('run.')
}

function refusalAnswer(error: DomainError, correctionsLeft: number): string {
  const { pointer, hint, problems, extra } = error.detail
  const further =
    correctionsLeft > 0
      ? `Correct it and call patch_workflow again; ${correctionsLeft} corrections are left.`
      : 'It is kept for people to look at. Go on without it.'
  return JSON.stringify({
    status: 'refused',
    code: error.code,
    message: error.message,
    ...(pointer === undefined ? {} : { pointer }),
    ...(hint === undefined ? {} : { hint }),
    ...(problems ? { problems: problems.slice(0, MAX_PROBLEMS_SHOWN) } : {}),
    ...extra,
    next: further,
    ...(correctionsLeft > 0 ? { example: PATCH_EXAMPLES[0] } : {}),
  })
}

/** The changes one agent proposes in one attempt: layer 1, submission, corrections, and what became of them. */
export class PatchSession {
  readonly proposed: ProposedPatch[] = []
  private calls = 0
  private refusals = 0
  private base: string

  constructor(
    private readonly request: Pick<ExecutionRequest, 'runId' | 'node' | 'address' | 'headArtifactId'>,
    private readonly deps: { patching: RunPatching; limits: Limits },
    private readonly maxAgents: number,
  ) {
    this.base = request.headArtifactId
  }

  /** The current version, which later patches are then written against. */
  async read(): Promise<{ artifactId: string; workflow: unknown }> {
    const current = await this.deps.patching.current(this.request.runId)
    this.base = current.artifactId
    return current
  }

  /** One patch_workflow call; the answer is for the model. Throws only what the model cannot mend. */
  async propose(parameters: Record<string, unknown>, model: string): Promise<string> {
    this.calls += 1
    const rationale = typeof parameters.rationale === 'string' ? parameters.rationale.slice(0, MAX_RATIONALE_LENGTH) : undefined
    const { runId, node, address: nodeId } = this.request
    const patchId = agentPatchId({ runId, nodeId, call: this.calls, operations: parameters.operations })
    const actor: Actor = { kind: 'agent', id: node.id, name: node.name ?? node.id, runId, nodeId, model }
    if (this.refusals > this.deps.limits.maxPatchCorrections)
      return JSON.stringify({ status: 'refused', message: 'No more changes are taken from this step. Go on without it.' })
    try {
      const operations = checkOperations(parameters.operations, this.deps.limits)
      checkAgentsAfter((await this.deps.patching.current(runId)).workflow, operations, this.maxAgents)
      const accepted = await this.deps.patching.submit({ runId, patchId, operations, baseVersion: this.base, rebase: true, rationale, actor })
      this.proposed.push({ patchId: accepted.patchId, status: accepted.status })
      const note = accepted.status === 'applied' ? 'The workflow has changed.' : 'A person will decide. Go on with your task.'
      return JSON.stringify({ status: accepted.status, patchId: accepted.patchId, note })
    } catch (error) {
      if (!isRefusal(error)) throw error
      return this.refused(error, { patchId, operations: parameters.operations, rationale, actor })
    }
  }

  private async refused(error: DomainError, patch: { patchId: string; operations: unknown; rationale?: string; actor: Actor }): Promise<string> {
    this.refusals += 1
    const correctionsLeft = this.deps.limits.maxPatchCorrections - this.refusals + 1
    if (correctionsLeft <= 0) {
      await this.deps.patching.keepInvalid({ runId: this.request.runId, ...patch, code: error.code, reason: error.message })
      this.proposed.push({ patchId: patch.patchId, status: 'invalid' })
    }
    return refusalAnswer(error, correctionsLeft)
  }

  /** Proposals nobody has decided on yet. */
  undecided(): string[] {
    return this.proposed.flatMap(({ patchId, status }) => (status === 'proposed' || status === 'accepted' ? [patchId] : []))
  }
}
