import type { ErrorCode } from '@aob/schemas'

/** What the core answers, in the order of assembly/status.ts. The ONE place where its numbers become error codes. */
const STATUS_TABLE: ReadonlyArray<readonly [name: string, code: ErrorCode, message: string]> = [
  ['ok', 'internal.error', 'The core answered without an error.'],
  ['syntax', 'request.not_json', 'The bytes are not one JSON value (RFC 8259).'],
  ['utf8', 'request.not_json', 'A string is not valid UTF-8.'],
  ['surrogate', 'request.not_json', 'A string holds a lone surrogate.'],
  ['duplicate_key', 'request.not_json', 'An object has the same key twice.'],
  ['inexact_number', 'request.not_json', 'A number cannot be held exactly by a double.'],
  ['depth', 'limit.depth', 'The value is nested deeper than maxDepth allows.'],
  ['document_bytes', 'limit.bytes', 'The document is larger than maxDocumentBytes allows.'],
  ['patch_bytes', 'limit.bytes', 'The patch is larger than maxPatchBytes allows.'],
  ['copied_bytes', 'limit.bytes', 'The patch copies more than maxCopiedBytes allows.'],
  ['operations', 'limit.operations', 'The patch has more operations than maxOperations allows.'],
  ['operation_invalid', 'patch.operation_invalid', 'That is not an RFC 6902 operation with its members.'],
  ['pointer_invalid', 'patch.path_invalid', 'The path is not an RFC 6901 JSON Pointer.'],
  ['path_missing', 'patch.path_missing', 'The path does not exist.'],
  ['index_invalid', 'patch.index_invalid', 'The array index is not valid there.'],
  ['test_failed', 'patch.test_failed', 'The test operation found another value.'],
  ['move_into_self', 'patch.move_into_self', 'A value cannot be moved into itself.'],
  ['root', 'patch.root', 'The whole document cannot be removed.'],
  ['corrupt', 'request.not_json', 'Bytes given as trusted are not JSON.'],
  ['work', 'limit.operations', 'The patch moves or scans more bytes than maxWorkBytes allows.'],
]

/** Status of a call that went well. */
export const STATUS_OK = 0

/** Names in the order of their numbers; the ABI test compares them with assembly/status.ts. */
export const STATUS_NAMES: readonly string[] = STATUS_TABLE.map(([name]) => name)

/** The error code and sentence of a status number. */
export function describeStatus(status: number): { name: string; code: ErrorCode; message: string } {
  const [name, code, message] = STATUS_TABLE[status] ?? ['unknown', 'internal.error', `The core answered the unknown status ${status}.`]
  return { name, code, message }
}
