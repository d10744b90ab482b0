import type { Actor, FieldProblem, Limits, Operation, Workflow } from '@aob/schemas'
import { type ApplyResult, applyOperations } from '../document/apply.ts'
import { refsIn } from '../document/expand.ts'
import { judgePatch, type PatchVerdict } from '../document/legality.ts'
import type { RunHistory } from '../document/run-history.ts'
import { validateWorkflow } from '../document/validate.ts'
import type { DocumentChecks } from '../document/validation-options.ts'
import { lower } from './lower.ts'

export interface OperationsCase {
  /** The run's head, valid. */
  head: Workflow
  operations: readonly Operation[]
  history: RunHistory
  actor: Actor
  limits: Limits
  checks: Omit<DocumentChecks, 'sound'>
}

export type OperationsVerdict =
  | PatchVerdict
  /** The operations do not apply to the head. */
  | Exclude<ApplyResult, { kind: 'ok' }>
  /** They apply, and what comes of them is no workflow that could run. */
  | { kind: 'invalid'; problems: FieldProblem[] }
  /** The head or the result calls other workflows: the versions a run has pinned have to be at hand. */
  | { kind: 'calls_others' }

/**
 * What a run would say to operations on its head, as far as documents and its history tell: by the function that judges them when they are
 * sent (`judgePatch`). Conditions that a swap would resolve (L10), policies and patches that came meanwhile are for whoever has the run at hand.
 */
export function judgeOperations({ head, operations, history, actor, limits, checks }: OperationsCase): OperationsVerdict {
  const applied = applyOperations(head, operations)
  if (applied.kind === 'failed') return applied
  const { valid, problems } = validateWorkflow(applied.document, { limits, ...checks })
  if (!valid) return { kind: 'invalid', problems: problems.filter(({ severity }) => severity === 'error') }
  // Just found valid.
  const after = applied.document as Workflow
  if (refsIn(head).length > 0 || refsIn(after).length > 0) return { kind: 'calls_others' }
  return judgePatch({ before: head, after, ir: lower(head, limits), state: history, actor, limits })
}
