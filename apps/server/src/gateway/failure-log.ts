import type { TRPCError } from '@trpc/server'
import type { ApiContext } from '../api/context.ts'
import { expectedFailure } from '../api/error-mapping.ts'
import { asDomainError } from '../api/problem.ts'
import type { Logger } from '../observability/logger.ts'

export type TrpcFailureLog = (failure: { error: TRPCError; path?: string | undefined; ctx?: ApiContext | undefined }) => void

/** Logs what a client only sees as a trace id; expected refusals of theirs are no news. */
export function logTrpcFailures(logger: Logger): TrpcFailureLog {
  return ({ error, path, ctx }) => {
    const expected = expectedFailure(error)
    if (expected && expected.status < 500) return
    logger.error({ err: error.cause ?? error, path, traceId: ctx?.traceId }, 'a procedure failed')
  }
}

export function logRestFailure(logger: Logger, error: unknown, traceId: string, path: string): void {
  const expected = asDomainError(error)
  if (expected && expected.status < 500) return
  logger.error({ err: error, path, traceId }, 'a request failed')
}
