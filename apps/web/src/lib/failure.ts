import type { FieldProblem } from '@aob/schemas'
import { TRPCClientError } from '@trpc/client'

/** A failed call in the words a page can show and act on. */
export interface Failure {
  /** Stable code of the server's error table; absent when the server could not be reached. */
  code?: string
  status?: number
  message: string
  hint?: string
  pointer?: string
  problems: FieldProblem[]
  /** Further members of the problem document, e.g. `missing` and `conflict` of a 409. */
  data: Record<string, unknown>
}

/** Said about an id that nothing goes by. */
export const LINK_MAY_BE_CUT = 'Nothing goes by this id here. The link may be incomplete, or from another installation.'

/** Reads any thrown value; never throws itself. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return { message: error instanceof Error ? error.message : String(error), problems: [], data: {} }
  const data: Record<string, unknown> = error.data ?? {}
  if (!data.code) return { message: 'The server cannot be reached.', hint: 'Check that it is still running, then try again.', problems: [], data }
  return {
    code: String(data.code),
    status: Number(data.status ?? data.httpStatus),
    message: error.message,
    ...(typeof data.hint === 'string' ? { hint: data.hint } : {}),
    ...(typeof data.pointer === 'string' ? { pointer: data.pointer } : {}),
    problems: Array.isArray(data.problems) ? (data.problems as FieldProblem[]) : [],
    data,
  }
}
