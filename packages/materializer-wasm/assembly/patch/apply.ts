// Applying whole patches: all of it or nothing.
import { cellLength } from '../json/cell'
import { behindContainer, CLOSE_ARRAY, firstItem, LAST, nextItem } from '../json/items'
import { rootCell } from '../json/tree'
import { maxDocumentBytes, maxOperations, maxPatchBytes, maxWorkBytes } from '../limits'
import { mark, release } from '../memory/arena'
import { resetWork, workDone } from '../memory/work'
import { CORRUPT, DOCUMENT_BYTES, OK, OPERATION_INVALID, OPERATIONS, PATCH_BYTES, placeOperation, placePatch, WORK } from '../status'
import { behindOperation, readOperation } from './operation'
import { applyOperation, beginPatchAccount, bytesAdded, frozen } from './operations'

/** The document is never larger than this; measured anew only when the bound reaches the cap. */
let sizeBound: u64 = 0
let behind: usize = 0

export function boundSize(bytes: u64): void {
  sizeBound = bytes
}

/** Forgets the bound: after a step in history only measuring can tell. */
export function unboundSize(): void {
  sizeBound = u64.MAX_VALUE >> 1
}

/** Address behind the patch applied last. */
export function behindPatch(): usize {
  return behind
}

/** Applies the array of operations at `start`. On a refusal the caller rolls back. */
export function applyPatch(start: usize, end: usize): i32 {
  placeOperation(-1)
  if (load<u8>(start) != 0x5b) return OPERATION_INVALID
  beginPatchAccount()
  resetWork()
  const status = applyOperations(start, end)
  if (status != OK) return status
  if (behind - start > <usize>maxPatchBytes()) return PATCH_BYTES
  sizeBound += bytesAdded()
  if (sizeBound <= <u64>maxDocumentBytes()) return OK
  const before = mark()
  sizeBound = <u64>cellLength(frozen(rootCell()))
  release(before)
  return sizeBound <= <u64>maxDocumentBytes() ? OK : DOCUMENT_BYTES
}

function applyOperations(start: usize, end: usize): i32 {
  let at = firstItem(start, end, CLOSE_ARRAY)
  for (let index: u32 = 0; at > LAST; index++) {
    placeOperation(<i32>index)
    if (index == maxOperations()) return OPERATIONS
    let status = readOperation(at, end)
    if (status == OK) status = applyOperation()
    if (status != OK) return status
    // One operation is linear in the document; only many of them can be too much.
    if (workDone() > <u64>maxWorkBytes()) return WORK
    at = nextItem(behindOperation(), end, CLOSE_ARRAY)
  }
  if (at != LAST) return CORRUPT
  behind = behindContainer()
  placeOperation(-1)
  return OK
}

/** Applies every patch of a list, stopping at the first refusal. */
export function applyList(start: usize, length: usize): i32 {
  const end = start + length
  if (load<u8>(start) != 0x5b) return OPERATION_INVALID
  let at = firstItem(start, end, CLOSE_ARRAY)
  for (let index: i32 = 0; at > LAST; index++) {
    placePatch(index)
    const status = applyPatch(at, end)
    if (status != OK) return status
    at = nextItem(behindPatch(), end, CLOSE_ARRAY)
  }
  placePatch(-1)
  return at == LAST ? OK : CORRUPT
}
