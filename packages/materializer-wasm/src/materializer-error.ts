import type { ErrorCode } from '@aob/schemas'

/** Where in the input the core stopped. */
export interface MaterializerErrorPlace {
  /** Index of the patch in the list given, when several were. */
  patchIndex?: number
  /** Index of the operation inside its patch. */
  operationIndex?: number
  /** RFC 6901 pointer of the operation that failed. */
  pointer?: string
  /** Byte offset in the input where the door stopped. */
  byteOffset?: number
}

/** A refusal by the core, with a stable code of schemas/error-codes.json. */
export class MaterializerError extends Error {
  readonly code: ErrorCode
  readonly patchIndex: number | undefined
  readonly operationIndex: number | undefined
  readonly pointer: string | undefined
  readonly byteOffset: number | undefined

  constructor(code: ErrorCode, message: string, place: MaterializerErrorPlace = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MaterializerError'
    this.code = code
    this.patchIndex = place.patchIndex
    this.operationIndex = place.operationIndex
    this.pointer = place.pointer
    this.byteOffset = place.byteOffset
  }
}
