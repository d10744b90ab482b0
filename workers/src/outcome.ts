import { MaterializerError } from '@aob/materializer'
import type { ErrorCode } from '@aob/schemas'

/** An error in a form that survives structured cloning with its code and place. */
export interface WireError {
  code: ErrorCode
  message: string
  patchIndex?: number
  operationIndex?: number
  pointer?: string
  byteOffset?: number
}

/** The answer of one call across the worker boundary. `cancelled` is an answer too: every call gets exactly one. */
export type Outcome<Value> = { kind: 'value'; value: Value } | { kind: 'error'; error: WireError } | { kind: 'cancelled' }

/** Turns anything thrown in the worker into a wire error; what is not ours becomes `internal.error`. */
export function toWireError(thrown: unknown): WireError {
  if (!(thrown instanceof MaterializerError)) {
    return { code: 'internal.error', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  const { code, message, patchIndex, operationIndex, pointer, byteOffset } = thrown
  return { code, message, patchIndex, operationIndex, pointer, byteOffset }
}

/** The typed error again, on the page's side. */
export function fromWireError(error: WireError): MaterializerError {
  return new MaterializerError(error.code, error.message, error)
}

/** The error a call rejects with when it was aborted, displaced by a newer one, or its worker is gone. */
export function abortError(reason: string): DOMException {
  return new DOMException(reason, 'AbortError')
}
