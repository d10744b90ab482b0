import { ERROR_CODES, type ErrorCode, type FieldProblem } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'

/** RFC 9457 problem document with our stable members; `missing`, `conflict`, `winner` and the like come beside them. */
export interface ApiProblem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  retryable: boolean
  pointer?: string
  hint?: string
  traceId?: string
  problems?: FieldProblem[]
  retryAfterMs?: number
  [extra: string]: unknown
}

const TYPE_PREFIX = 'https://aob.dev/errors/'

/** The one mapping from any thrown value to what a client may see. Unexpected errors say only their trace id. */
export function problemOf(error: unknown, traceId?: string): ApiProblem {
  const domain = asDomainError(error)
  if (!domain) return describe(new DomainError('internal.error'), traceId)
  return describe(domain, domain.status >= 500 ? traceId : undefined)
}

/** The domain error behind a failure, also when a transport has wrapped it. */
export function asDomainError(error: unknown): DomainError | undefined {
  let current: unknown = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof DomainError) return current
    current = current.cause
  }
  return undefined
}

function describe(error: DomainError, traceId: string | undefined): ApiProblem {
  const { pointer, hint, problems, retryAfterMs, extra } = error.detail
  return {
    ...extra,
    type: TYPE_PREFIX + error.code,
    title: ERROR_CODES[error.code].message,
    status: error.status,
    code: error.code,
    detail: error.message,
    retryable: error.retryable,
    hint: hint ?? ERROR_CODES[error.code].hint,
    ...(pointer === undefined ? {} : { pointer }),
    ...(problems === undefined ? {} : { problems }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(traceId === undefined ? {} : { traceId }),
  }
}
