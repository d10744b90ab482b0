// The output buffer. Neighbouring source slices are joined into one pending run and copied at once, so untouched
// parts of a document cost one memcpy. Where the host gathers the output, long runs are not even copied here: they stay
// where they are and are listed as pieces, each with the place in the buffer before which it belongs. The buffer grows in place while it is the last thing in the arena, else it moves:
// pointers into unfinished output are not stable.
import { bump, extend, mark, release } from './arena'
import { text } from '../json/cell'
import { copyWithSlack } from './bytes'

/** Bytes that every put may write beyond what it needs. */
const SLACK: usize = 64
const FIRST_CAPACITY: usize = 1024
/** Runs from this many bytes on are pieces: fetching one costs the host as much as copying about so many. */
const PIECE_BYTES: usize = 4096
/** Runs beyond so many pieces are copied. */
const MAX_PIECES: u32 = 1024

let start: usize = 0
let cursor: usize = 0
let end: usize = 0
let runStart: usize = 0
let runEnd: usize = 0
/**
 * What the host reads: 0 address u32 | 4 length u32, without the pieces | 8 number of pieces u32 | 12 address of their list u32.
 * Per piece: address u32, length u32, place in the buffer u64. Good until the next call.
 */
const RESULT: usize = memory.data(16, 4)
let piecesAt: usize = 0
let pieces: u32 = 0
/** Pieces that may still be listed. */
let spare: u32 = 0

/** Opens an empty buffer whose long runs stay where they are. */
export function beginGatheredOutput(): void {
  piecesAt = bump(<usize>MAX_PIECES << 4)
  beginOutput(0)
  spare = MAX_PIECES
}

/** Opens an empty buffer with room for about `hint` bytes. */
export function beginOutput(hint: usize): void {
  pieces = 0
  spare = 0
  const capacity = max(hint, FIRST_CAPACITY) + SLACK
  start = bump(capacity)
  cursor = start
  end = start + capacity
  runStart = 0
  runEnd = 0
}

/** Finishes the buffer as the result, which stays in the arena. */
export function endOutput(): void {
  flushRun()
  spare = 0
  setResult(start, cursor - start)
  store<u32>(RESULT, pieces, 8)
  store<u32>(RESULT, <u32>piecesAt, 12)
  // The unused tail goes back when nothing was reserved behind it.
  if (mark() == end) release(cursor + SLACK)
}

/** Names bytes that are already in the arena as the result. */
export function setResult(at: usize, length: usize): void {
  store<u32>(RESULT, <u32>at)
  store<u32>(RESULT, <u32>length, 4)
  store<u32>(RESULT, 0, 8)
}

/** Address of what the host reads. */
export function output(): usize {
  return RESULT
}

@inline
export function outputStart(): usize {
  return <usize>load<u32>(RESULT)
}

@inline
export function outputLength(): usize {
  return <usize>load<u32>(RESULT, 4)
}

@inline
export function room(length: usize): void {
  if (cursor + length + SLACK > end) grow(length)
}

function grow(length: usize): void {
  const used = cursor - start
  const missing = length + SLACK + (end - start)
  if (mark() == end) {
    extend(missing)
    end += missing
    return
  }
  const capacity = (end - start) + missing
  const target = bump(capacity)
  memory.copy(target, start, used)
  start = target
  cursor = target + used
  end = target + capacity
}

export function flushRun(): void {
  const length = runEnd - runStart
  if (length >= PIECE_BYTES && spare > 0) {
    const piece = piecesAt + (<usize>pieces << 4)
    store<u64>(piece, text(runStart, length))
    store<u64>(piece, <u64>(cursor - start), 8)
    pieces++
    spare--
  } else if (length > 0) {
    room(length)
    copyWithSlack(cursor, runStart, length)
    cursor += length
  }
  runStart = 0
  runEnd = 0
}

/** Appends source bytes that stay where they are until the run is flushed. */
@inline
export function putSlice(at: usize, length: usize): void {
  if (at == runEnd) {
    runEnd = at + length
    return
  }
  flushRun()
  runStart = at
  runEnd = at + length
}

/** End of the pending run: a source byte there can join it. */
@inline
export function pendingEnd(): usize {
  return runEnd
}

/** Lengthens the pending run to end at `to`. */
@inline
export function extendRun(to: usize): void {
  runEnd = to
}

@inline
export function putByte(byte: u32): void {
  flushRun()
  room(1)
  store<u8>(cursor, <u8>byte)
  cursor++
}

/** Up to eight bytes at once, lowest byte first. */
export function putWord(word: u64, length: usize): void {
  flushRun()
  room(8)
  store<u64>(cursor, word)
  cursor += length
}

/** A number in decimal digits. */
export function putNumber(value: u32): void {
  if (value >= 10) putNumber(value / 10)
  putByte(0x30 + (value % 10))
}

/** ASCII text of our own. */
export function putText(literal: string): void {
  const length = literal.length
  for (let index = 0; index < length; index++) putByte(<u32>literal.charCodeAt(index))
}

/** Bytes put so far, the pending run included. */
export function outputOffset(): usize {
  return cursor - start + (runEnd - runStart)
}

/** Address of flushed output; good until the next put. */
export function outputAt(offset: usize): usize {
  assert(start + offset <= cursor)
  return start + offset
}
