/** Codes of the table in `schemas/error-codes.json` an expression can fail with. */
export type ExpressionCode = 'expression.syntax' | 'expression.refused' | 'expression.failed' | 'condition.failed'

/** An expected failure of an expression; each side of the product gives it its own form at its border. */
export class ExpressionFailure extends Error {
  readonly code: ExpressionCode

  constructor(code: ExpressionCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ExpressionFailure'
    this.code = code
  }
}
