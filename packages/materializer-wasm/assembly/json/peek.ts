// Reading without opening: members and numbers straight from the bytes where nobody has opened the value yet, so that a
// look over thousands of elements reserves nothing in the arena.
import { cellAddress, cellLength, cellTag, OBJECT, sameText, SLICE, sliceCell, text } from './cell'
import { entryCell, entryKey } from './entry'
import { CLOSE_OBJECT, firstItem, LAST, memberKey, nextItem, readKey } from './items'
import { entryAt, memberCount } from './object-node'
import { skipValue } from './scan'

/** Cell of a member, or 0 when the value is no object with that key. */
export function peekMember(cell: u64, key: u64): u64 {
  if (cellTag(cell) == SLICE) return peekInSlice(cellAddress(cell), cellAddress(cell) + cellLength(cell), key)
  if (cellTag(cell) != OBJECT) return 0
  const node = cellAddress(cell)
  const count = memberCount(node)
  // Searched in order, whatever the size: building the index of keys would reserve memory.
  for (let index: u32 = 0; index < count; index++) {
    const entry = entryAt(node, index)
    if (sameText(entryKey(entry), key)) return load<u64>(entryCell(entry))
  }
  return 0
}

function peekInSlice(from: usize, end: usize, key: u64): u64 {
  if (load<u8>(from) != 0x7b) return 0
  let at = firstItem(from, end, CLOSE_OBJECT)
  while (at > LAST) {
    const value = readKey(at, end)
    const behind = value == 0 ? 0 : skipValue(value, end)
    if (behind == 0) return 0
    if (sameText(memberKey(), key)) return sliceCell(value, behind - value)
    at = nextItem(behind, end, CLOSE_OBJECT)
  }
  return 0
}

/** Text of a string without its quotes, or 0 when the value is none. */
export function peekText(cell: u64): u64 {
  if (cell == 0 || cellTag(cell) != SLICE || load<u8>(cellAddress(cell)) != 0x22) return 0
  return text(cellAddress(cell) + 1, cellLength(cell) - 2)
}

/** A number's value, NaN when the value is none. Exact below 16 digits, else right to the last place or two. */
export function peekNumber(cell: u64): f64 {
  if (cell == 0 || cellTag(cell) != SLICE) return NaN
  let at = cellAddress(cell)
  const end = at + cellLength(cell)
  const negative = load<u8>(at) == 0x2d
  if (negative) at++
  if (<u32>load<u8>(at) - 0x30 > 9) return NaN
  let mantissa: f64 = 0
  let exponent: i32 = 0
  let behindPoint = false
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte == 0x2e) behindPoint = true
    else if (byte - 0x30 > 9) break
    else {
      mantissa = mantissa * 10 + <f64>(byte - 0x30)
      if (behindPoint) exponent--
    }
  }
  if (at < end) exponent += exponentAt(at + 1, end)
  const value = exponent < 0 ? mantissa / powerOfTen(-exponent) : mantissa * powerOfTen(exponent)
  return negative ? -value : value
}

function exponentAt(from: usize, end: usize): i32 {
  const sign = load<u8>(from)
  let value: i32 = 0
  for (let at = sign == 0x2b || sign == 0x2d ? from + 1 : from; at < end; at++) value = min(value * 10 + <i32>load<u8>(at) - 0x30, 999)
  return sign == 0x2d ? -value : value
}

function powerOfTen(exponent: i32): f64 {
  let power: f64 = 1
  for (let step = 0; step < exponent; step++) power *= 10
  return power
}
