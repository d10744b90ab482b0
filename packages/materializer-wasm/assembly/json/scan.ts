// Finding where values end in bytes that have passed the door. Each function answers the address behind the value, or 0
// when there is none before `end`: the bytes were not what they were trusted to be.
import { scratchPush } from '../memory/scratch'
import { addWork } from '../memory/work'
import { beginBlocks, closes, lookAt, opens } from './blocks'
import { sliceCell } from './cell'

const QUOTE: u8 = 0x22
const BACKSLASH: u8 = 0x5c

@inline
export function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
}

@inline
export function skipSpace(from: usize, end: usize): usize {
  return load<u8>(from) > 0x20 ? from : skipSpaces(from, end)
}

function skipSpaces(from: usize, end: usize): usize {
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

/**
 * `from` is at the opening brace or bracket. With `level` 1 the containers directly inside are pushed on the way, as slices
 * from two bytes behind the one before (its end and one comma): the caller looks whether that is what stands there.
 */
export function scanContainer(from: usize, end: usize, level: i32): usize {
  let at = from
  let depth: i32 = 0
  let start = from + 1
  beginBlocks()
  while (at < end) {
    lookAt(at)
    const opening = opens()
    let closing = closes()
    const closed = <i32>popcnt(closing)
    // Blocks that cannot come back to the level hold no end that matters.
    if (depth - closed <= level) {
      let inner = depth
      while (closing != 0) {
        const below = (closing & (0 - closing)) - 1
        inner--
        const here = inner + <i32>popcnt(opening & below)
        if (here <= level) {
          const behind = at + <usize>ctz(closing) + 1
          if (here == 0) return behind <= end ? behind : 0
          scratchPush(sliceCell(start, behind - start))
          start = behind + 1
        }
        closing &= closing - 1
      }
    }
    depth += <i32>popcnt(opening) - closed
    at += 64
  }
  return 0
}

export function skipValue(from: usize, end: usize): usize {
  const first = <u32>load<u8>(from)
  if (first == QUOTE) return skipString(from, end)
  if ((first | 0x20) == 0x7b) return scanContainer(from, end, 0)
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
  let depth: u32 = 0
  let deepest: u32 = 0
  for (let at = from; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte == QUOTE) {
      const behind = skipString(at, end)
      if (behind == 0) break
      at = behind - 1
    } else if ((byte | 0x20) == 0x7b) deepest = max(deepest, ++depth)
    else if ((byte | 0x20) == 0x7d) depth--
  }
  return deepest
}
