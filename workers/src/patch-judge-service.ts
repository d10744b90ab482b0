import { createExpressions } from '@aob/expressions'
import { applyOperations, type RunHistory } from '@aob/ir/document'
import { judgeOperations, type OperationsVerdict } from '@aob/ir/program'
import { type Actor, DEFAULT_LIMITS, type Operation, type Workflow } from '@aob/schemas'

/** A patch to a run, and what a page knows of the run: its base as text, the patches in force, how far it has come. */
export interface RunPatchCase {
  base: string
  applied: ReadonlyArray<readonly Operation[]>
  operations: readonly Operation[]
  history: RunHistory
  actor: Actor
  /** Of the workspace; those of the product when it is not known. */
  maxAgents?: number
}

/** Judges by the code that the server judges by. Throws where base and patches give no workflow: then the page has something else than the run. */
export class PatchJudgeService {
  readonly #expressions = createExpressions()
  #head: { base: string; patches: number; workflow: Workflow } | undefined

  judgePatch({ base, applied, operations, history, actor, maxAgents = DEFAULT_LIMITS.maxAgents }: RunPatchCase): OperationsVerdict {
    const checks = { expression: (source: string) => this.#expressions.check(source) }
    return judgeOperations({ head: this.#headOf(base, applied), operations, history, actor, limits: { ...DEFAULT_LIMITS, maxAgents }, checks })
  }

  /** Made once for all that is typed: patches in force are only ever added. */
  #headOf(base: string, applied: RunPatchCase['applied']): Workflow {
    const known = this.#head
    if (known?.base === base && known.patches === applied.length) return known.workflow
    const result = applyOperations(JSON.parse(base), applied.flat())
    if (result.kind === 'failed') throw new Error(`the patches of the run do not apply: ${result.message}`)
    // Base and patches of a run give a workflow: the server has judged each.
    const workflow = result.document as Workflow
    this.#head = { base, patches: applied.length, workflow }
    return workflow
  }
}
