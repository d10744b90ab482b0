// Reading one operation object: `{"op": …, "path": …, "value": …, "from": …}` in any order, other members ignored.
import { sliceCell, textLength, textStart } from '../json/cell'
import { behindContainer, CLOSE_OBJECT, firstItem, LAST, memberKey, nextItem, readKey } from '../json/items'
import { skipValue } from '../json/scan'
import { CORRUPT, OK, OPERATION_INVALID } from '../status'

export const ADD: u32 = 1
export const REMOVE: u32 = 2
export const REPLACE: u32 = 3
export const MOVE: u32 = 4
export const COPY: u32 = 5
export const TEST: u32 = 6

// Names as little-endian words.
const WORD_OP: u32 = 0x706f
const WORD_PATH: u32 = 0x68746170
const WORD_FROM: u32 = 0x6d6f7266
const WORD_VALU: u32 = 0x756c6176
const WORD_ADD: u32 = 0x646461
const WORD_MOVE: u32 = 0x65766f6d
const WORD_COPY: u32 = 0x79706f63
const WORD_TEST: u32 = 0x74736574
const WORD_REMO: u32 = 0x6f6d6572
const WORD_REPL: u32 = 0x6c706572

let kind: u32 = 0
let pathStart: usize = 0
let pathLength: usize = 0
let fromStart: usize = 0
let fromLength: usize = 0
let value: u64 = 0
let behind: usize = 0

@inline
export function operationKind(): u32 {
  return kind
}

@inline
export function operationPath(): usize {
  return pathStart
}

@inline
export function operationPathLength(): usize {
  return pathLength
}

@inline
export function operationFrom(): usize {
  return fromStart
}

@inline
export function operationFromLength(): usize {
  return fromLength
}

@inline
export function operationValue(): u64 {
  return value
}

/** Address behind the operation read last. */
@inline
export function behindOperation(): usize {
  return behind
}

/** Reads the object at `start`. OK means: a known op with the members it needs, paths being strings. */
export function readOperation(start: usize, end: usize): i32 {
  kind = 0
  pathStart = 0
  fromStart = 0
  value = 0
  if (load<u8>(start) != 0x7b) return OPERATION_INVALID
  let at = firstItem(start, end, CLOSE_OBJECT)
  while (at > LAST) {
    const from = readKey(at, end)
    const to = from == 0 ? 0 : skipValue(from, end)
    if (to == 0) return CORRUPT
    takeMember(memberKey(), from, to)
    at = nextItem(to, end, CLOSE_OBJECT)
  }
  if (at != LAST) return CORRUPT
  behind = behindContainer()
  return hasNeededMembers() ? OK : OPERATION_INVALID
}

function hasNeededMembers(): bool {
  if (pathStart == 0) return false
  if (kind == ADD || kind == REPLACE || kind == TEST) return value != 0
  if (kind == MOVE || kind == COPY) return fromStart != 0
  return kind == REMOVE
}

function takeMember(name: u64, from: usize, to: usize): void {
  const key = textStart(name)
  const keyLength = textLength(name)
  if (keyLength == 2 && <u32>load<u16>(key) == WORD_OP) kind = kindOf(from, to - from)
  else if (keyLength == 5 && load<u32>(key) == WORD_VALU && load<u8>(key, 4) == 0x65) value = sliceCell(from, to - from)
  else if (keyLength == 4 && load<u8>(from) == 0x22) takePointer(load<u32>(key), from + 1, to - from - 2)
}

@inline
function takePointer(name: u32, start: usize, length: usize): void {
  if (name == WORD_PATH) {
    pathStart = start
    pathLength = length
  } else if (name == WORD_FROM) {
    fromStart = start
    fromLength = length
  }
}

/** Kind of the op whose token, quotes included, is given; 0 when there is no such op. */
function kindOf(start: usize, length: usize): u32 {
  if (load<u8>(start) != 0x22) return 0
  const word = load<u32>(start, 1)
  if (length == 5) return (word & 0xffffff) == WORD_ADD ? ADD : 0
  if (length == 6) return word == WORD_MOVE ? MOVE : word == WORD_COPY ? COPY : word == WORD_TEST ? TEST : 0
  if (length == 8 && word == WORD_REMO) return load<u16>(start, 5) == 0x6576 ? REMOVE : 0
  if (length == 9 && word == WORD_REPL) return load<u16>(start, 5) == 0x6361 && load<u8>(start, 7) == 0x65 ? REPLACE : 0
  return 0
}
