import table from '../error-codes.json' with { type: 'json' }
import type { ErrorCode } from '../generated/ts/error-codes.ts'

/** One row of the error table: what a code means at the HTTP border and whether trying again can help. */
export interface ErrorCodeEntry {
  status: number
  retryable: boolean
  message: string
  hint: string
}

/** The one table of error codes. */
export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorCodeEntry>> = table

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}
