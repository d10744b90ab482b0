import { createExpressions } from '@aob/expressions'
import { type ValidationOptions, validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type FieldProblem, type Workflow } from '@aob/schemas'
import { type DocumentDifference, withDifference } from './document-difference.ts'
import { urlRefusal } from './url-refusal.ts'

/** Judges a document edit by edit, by the code the server judges with, but for the hosts it may call; what was found sound is not looked at again. */
export class ValidationService {
  readonly #expressions = createExpressions()
  #document: Workflow | undefined
  readonly #sound = new WeakSet<object>()
  readonly #reads: NonNullable<ValidationOptions['reads']> = new WeakMap()

  /** Differences come in the order they were made, each on top of the one before. */
  judge(difference: DocumentDifference): FieldProblem[] {
    this.#document = withDifference(this.#document, difference)
    const expression = (source: string) => this.#expressions.check(source)
    const checks = { expression, egress: urlRefusal, sound: this.#sound, reads: this.#reads }
    return validateWorkflow(this.#document, { limits: DEFAULT_LIMITS, ...checks }).problems
  }
}
