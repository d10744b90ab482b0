import { createExpressions as createEvaluator, ExpressionFailure } from '@aob/expressions'
import { DomainError } from '../domain-error.ts'
import type { Expressions } from '../ports/execution.ts'

/** What fails keeps its code and becomes an error of the server. */
function asDomainError<Answer>(action: () => Answer): Answer {
  try {
    return action()
  } catch (error) {
    throw error instanceof ExpressionFailure ? new DomainError(error.code, error.message, { cause: error.cause }) : error
  }
}

/** The evaluator the page shares, behind the server's port: its failures are the server's. */
export function createExpressions(): Expressions {
  const evaluator = createEvaluator()
  return {
    check: (source) => evaluator.check(source),
    evaluate: (source, scope) => asDomainError(() => evaluator.evaluate(source, scope)),
    condition: (source, scope) => asDomainError(() => evaluator.condition(source, scope)),
    render: (template, scope) => asDomainError(() => evaluator.render(template, scope)),
  }
}
