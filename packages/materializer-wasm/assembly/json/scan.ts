// Finding where values end in bytes that have passed the door. Each function answers the address behind the value, or 0
// when there is none before `end`: the bytes were not what they were trusted to be.
import { addWork } from '../memory/work'
import { beginBlocks, closes, lookAt, opens } from './blocks'

const QUOTE: u8 = 0x22
const BACKSLASH: u8 = 0x5c

@inline
export function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
}

@inline
export function skipSpace(from: usize, end: usize): usize {
  let at = from
  while (at < end && isSpace(load<u8>(at))) at++
  return at
}

/** `from` is at the opening quote. */
export function skipString(from: usize, end: usize): usize {
  let at = from + 1
  if (ASC_FEATURE_SIMD) {
    const quote = i8x16.splat(<i8>QUOTE)
    const backslash = i8x16.splat(<i8>BACKSLASH)
    while (at < end) {
      const block = v128.load(at)
      const stops = <u32>i8x16.bitmask(v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash)))
      if (stops == 0) {
        at += 16
        continue
      }
      at += <usize>ctz(stops)
      if (load<u8>(at) == QUOTE) return at < end ? at + 1 : 0
      at += 2
    }
  } else {
    while (at < end) {
      const byte = load<u8>(at)
      if (byte == QUOTE) return at + 1
      at += byte == BACKSLASH ? 2 : 1
    }
  }
  return 0
}

/** `from` is at the opening brace or bracket. */
export function skipContainer(from: usize, end: usize): usize {
  let at = from
  let depth: i32 = 0
  beginBlocks()
  while (at < end) {
    lookAt(at)
    const opening = opens()
    const closing = <i32>popcnt(closes())
    if (closing < depth) depth += <i32>popcnt(opening) - closing
    else {
      let both = opening | closes()
      while (both != 0) {
        const bit = both & (0 - both)
        if ((opening & bit) != 0) depth++
        else if (--depth == 0) {
          const behind = at + <usize>ctz(bit) + 1
          return behind <= end ? behind : 0
        }
        both &= both - 1
      }
    }
    at += 64
  }
  return 0
}

export function skipValue(from: usize, end: usize): usize {
  const first = <u32>load<u8>(from)
  if (first == QUOTE) return skipString(from, end)
  if ((first | 0x20) == 0x7b) return skipContainer(from, end)
  let at = from
  while (at < end) {
    const byte = <u32>load<u8>(at)
    if (byte == 0x2c || (byte | 0x20) == 0x7d || isSpace(byte)) break
    at++
  }
  return at > from ? at : 0
}

/** Deepest nesting in a value's bytes; a scalar has depth 0. */
export function depthOfSlice(from: usize, length: usize): u32 {
  if ((<u32>load<u8>(from) | 0x20) != 0x7b) return 0
  addWork(length)
  const end = from + length
  let at = from
  let depth: i32 = 0
  let deepest: i32 = 0
  beginBlocks()
  while (at < end) {
    lookAt(at)
    const valid = end - at < 64 ? ((<u64>1) << <u64>(end - at)) - 1 : ~(<u64>0)
    const opening = opens() & valid
    let both = opening | (closes() & valid)
    while (both != 0) {
      if ((opening & both & (0 - both)) != 0) deepest = max(deepest, ++depth)
      else depth--
      both &= both - 1
    }
    at += 64
  }
  return <u32>deepest
}
