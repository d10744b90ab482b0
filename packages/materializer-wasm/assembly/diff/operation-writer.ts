// RFC 6902 operations going out: one JSON array, the pointer of each made of the tokens on the path.
//   path   a stack of texts in scratch: a key, or an index in place of the address with INDEX in place of the length
import { text, textLength, textStart } from '../json/cell'
import { writeCell } from '../json/write'
import { putByte, putNumber, putSlice, putText } from '../memory/output'
import { scratchAt, scratchHeight, scratchPop, scratchPush } from '../memory/scratch'

const INDEX: usize = 0xffffffff

let base: u32 = 0
let written: u32 = 0

export function beginOperations(): void {
  base = scratchHeight()
  written = 0
  putByte(0x5b)
}

export function endOperations(): void {
  scratchPop(base)
  putByte(0x5d)
}

@inline
export function enterKey(key: u64): void {
  scratchPush(key)
}

@inline
export function enterIndex(index: u32): void {
  scratchPush(text(<usize>index, INDEX))
}

@inline
export function leave(): void {
  scratchPop(scratchHeight() - 1)
}

/** `{"op":"<name>","path":"<the path>"` for the place the path names. */
function openOperation(name: string): void {
  if (written++ > 0) putByte(0x2c)
  putText('{"op":"')
  putText(name)
  putText('","path":"')
  putPath(scratchHeight())
  putByte(0x22)
}

export function putOperation(name: string): void {
  openOperation(name)
  putByte(0x7d)
}

export function putOperationWithValue(name: string, value: u64): void {
  openOperation(name)
  putText(',"value":')
  writeCell(value)
  putByte(0x7d)
}

/** A move to the place the path names from another index in the same array. */
export function putMove(from: u32): void {
  openOperation('move')
  putText(',"from":"')
  putPath(scratchHeight() - 1)
  putByte(0x2f)
  putNumber(from)
  putText('"}')
}

function putPath(height: u32): void {
  for (let at = base; at < height; at++) {
    const token = load<u64>(scratchAt(at))
    putByte(0x2f)
    if (textLength(token) == INDEX) putNumber(<u32>textStart(token))
    else putKey(token)
  }
}

function putKey(key: u64): void {
  const end = textStart(key) + textLength(key)
  let from = textStart(key)
  for (let at = from; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte != 0x7e && byte != 0x2f) continue
    putSlice(from, at - from)
    putByte(0x7e)
    putByte(byte == 0x7e ? 0x30 : 0x31)
    from = at + 1
  }
  putSlice(from, end - from)
}
