import type { TRPCError } from '@trpc/server'
import { DomainError } from '../domain-error.ts'
import { type ApiProblem, asDomainError, problemOf } from './problem.ts'

/** What a tRPC client finds at `error.data`: the problem document, plus what tRPC's own links read. */
export type TrpcErrorData = ApiProblem & { httpStatus: number; path?: string }

/** Failures tRPC raises itself before a procedure runs, in our codes. */
const OWN_FAILURES: Partial<Record<TRPCError['code'], () => DomainError>> = {
  NOT_FOUND: () => new DomainError('resource.not_found', 'There is no such procedure.'),
  METHOD_NOT_SUPPORTED: () => new DomainError('request.method', 'The procedure is not called by this HTTP method.'),
  UNSUPPORTED_MEDIA_TYPE: () => new DomainError('request.content_type'),
  PARSE_ERROR: () => new DomainError('request.not_json'),
  PAYLOAD_TOO_LARGE: () => new DomainError('request.too_large'),
  BAD_REQUEST: () => new DomainError('request.invalid'),
}

/** The domain error behind a tRPC failure; undefined when the failure is unexpected and must be logged. */
export function expectedFailure(error: TRPCError): DomainError | undefined {
  return asDomainError(error) ?? OWN_FAILURES[error.code]?.()
}

export function trpcErrorData(error: TRPCError, path: string | undefined, traceId: string | undefined): TrpcErrorData {
  const problem = problemOf(expectedFailure(error), traceId)
  return { ...problem, httpStatus: problem.status, ...(path === undefined ? {} : { path }) }
}
