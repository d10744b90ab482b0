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

// Where the last refusal happened; -1 and 0 mean that the place does not apply.
let patchIndex: i32 = -1
let operationIndex: i32 = -1
let pointerStart: usize = 0
let pointerLength: usize = 0
let offset: i32 = -1

export function clearPlace(): void {
  patchIndex = -1
  operationIndex = -1
  pointerStart = 0
  pointerLength = 0
  offset = -1
}

export function placePatch(index: i32): void {
  patchIndex = index
}

export function placeOperation(index: i32): void {
  operationIndex = index
}

/** The pointer in its JSON spelling. */
export function placePointer(start: usize, length: usize): void {
  pointerStart = start
  pointerLength = length
}

export function placeOffset(at: i32): void {
  offset = at
}

export function errorPatch(): i32 {
  return patchIndex
}

export function errorOperation(): i32 {
  return operationIndex
}

export function errorPointerStart(): usize {
  return pointerStart
}

export function errorPointerLength(): usize {
  return pointerLength
}

export function errorOffset(): i32 {
  return offset
}
