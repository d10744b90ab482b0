import { type Validation, type ValidationOptions, validateWorkflow } from '@aob/ir/document'
import type { ErrorCode, Limits, Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'

/** Validation of whole documents with the server's egress and expression checks built in; `limits` are a workspace's, by default the server's. */
export interface DocumentRules {
  validate(document: unknown, limits?: Limits): Validation
  /**
   * The document as a Workflow; throws `workflow.invalid` or the first problem's own code, with every problem listed.
   * `agentsBefore` are those of the version it follows: what adds none is not held to their limit.
   */
  require(document: unknown, limits?: Limits, agentsBefore?: number): Workflow
}

export interface DocumentRulesDeps {
  limits: Limits
  egress(url: string): { code: ErrorCode; message: string } | undefined
  expression(source: string): { code: ErrorCode; message: string } | undefined
}

export function createDocumentRules(deps: DocumentRulesDeps): DocumentRules {
  // Documents are values: a new one shares with the old what stayed, and that has been judged.
  const sound = new WeakSet<object>()
  const reads: NonNullable<ValidationOptions['reads']> = new WeakMap()
  const validate = (document: unknown, limits: Limits = deps.limits, agentsBefore = 0) =>
    validateWorkflow(document, { ...deps, sound, reads, limits, agentsBefore })
  return {
    validate: (document, limits) => validate(document, limits),
    require(document, limits, agentsBefore) {
      const { valid, problems } = validate(document, limits, agentsBefore)
      // Valid means: the document has the shape of the schema.
      if (valid) return document as Workflow
      const first = problems.find((problem) => problem.severity === 'error')
      throw new DomainError(asCode(first?.code), first?.message, { pointer: first?.pointer ?? '', problems })
    },
  }
}

function asCode(code: string | undefined): ErrorCode {
  // Problems carry codes of the one table; validateWorkflow is typed on strings because it also feeds forms.
  return (code as ErrorCode | undefined) ?? 'workflow.invalid'
}
