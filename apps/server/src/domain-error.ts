import { ERROR_CODES, type ErrorCode, type FieldProblem } from '@aob/schemas'

/** Further facts a client can act on. */
export interface DomainErrorDetail {
  /** RFC 6901 pointer of the field at fault. */
  pointer?: string
  hint?: string
  problems?: FieldProblem[]
  retryAfterMs?: number
  /** Extra members of the problem document: `missing`, `conflict`, `winner`, `allowed`, `rule`. */
  extra?: Record<string, unknown>
  cause?: unknown
}

/** An expected failure with a stable code; every border maps it by the one table of codes. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly detail: DomainErrorDetail

  constructor(code: ErrorCode, message?: string, detail: DomainErrorDetail = {}) {
    super(message ?? ERROR_CODES[code].message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = 'DomainError'
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return ERROR_CODES[this.code].status
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }
}
