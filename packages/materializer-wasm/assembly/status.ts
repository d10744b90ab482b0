// Status numbers, in the order of STATUS_TABLE in src/status.ts, which gives each its error code.
export const OK: i32 = 0
export const SYNTAX: i32 = 1
export const UTF8: i32 = 2
export const SURROGATE: i32 = 3
export const DUPLICATE_KEY: i32 = 4
export const INEXACT_NUMBER: i32 = 5
export const DEPTH: i32 = 6
export const DOCUMENT_BYTES: i32 = 7
export const PATCH_BYTES: i32 = 8
export const COPIED_BYTES: i32 = 9
export const OPERATIONS: i32 = 10
export const OPERATION_INVALID: i32 = 11
export const POINTER_INVALID: i32 = 12
export const PATH_MISSING: i32 = 13
export const INDEX_INVALID: i32 = 14
export const TEST_FAILED: i32 = 15
export const MOVE_INTO_SELF: i32 = 16
export const ROOT: i32 = 17
export const CORRUPT: i32 = 18
export const WORK: i32 = 19

/**
 * Where the last refusal happened: 0 patch i32 | 4 operation i32 | 8 offset i32 | 12 pointer address u32 | 16 pointer length u32.
 * -1 and the address 0 mean that the place does not apply.
 */
const REPORT: usize = memory.data(20, 4)

export function report(): usize {
  return REPORT
}

export function clearPlace(): void {
  placePatch(-1)
  placeOperation(-1)
  placeOffset(-1)
}

@inline
export function placePatch(index: i32): void {
  store<i32>(REPORT, index)
}

/** Its pointer is not known yet. */
export function placeOperation(index: i32): void {
  store<i32>(REPORT, index, 4)
  placePointer(0, 0)
}

@inline
export function placeOffset(at: i32): void {
  store<i32>(REPORT, at, 8)
}

/** The pointer in its JSON spelling. */
@inline
export function placePointer(start: usize, length: usize): void {
  store<u32>(REPORT, <u32>start, 12)
  store<u32>(REPORT, <u32>length, 16)
}
