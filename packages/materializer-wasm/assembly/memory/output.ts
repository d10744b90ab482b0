// The output buffer. Neighbouring source slices are joined into one pending run and copied at once, so untouched
// parts of a document cost one memcpy. The buffer grows in place while it is the last thing in the arena, else it moves:
// pointers into unfinished output are not stable.
import { bump, extend, mark, release } from './arena'
import { copyWithSlack } from './bytes'

/** Bytes that every put may write beyond what it needs. */
const SLACK: usize = 64
const FIRST_CAPACITY: usize = 4096

let start: usize = 0
let cursor: usize = 0
let end: usize = 0
let runStart: usize = 0
let runEnd: usize = 0
/** What the host reads: 0 address u32 | 4 length u32. Good until the next call. */
const RESULT: usize = memory.data(8, 4)

/** Opens an empty buffer. */
export function beginOutput(): void {
  start = bump(FIRST_CAPACITY)
  cursor = start
  end = start + FIRST_CAPACITY
  runStart = 0
  runEnd = 0
}

/** Finishes the buffer as the result, which stays in the arena. */
export function endOutput(): void {
  flushRun()
  setResult(start, cursor - start)
  // The unused tail goes back when nothing was reserved behind it.
  if (mark() == end) release(cursor + SLACK)
}

/** Names bytes that are already in the arena as the result. */
export function setResult(at: usize, length: usize): void {
  store<u32>(RESULT, <u32>at)
  store<u32>(RESULT, <u32>length, 4)
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
  if (length > 0) {
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
