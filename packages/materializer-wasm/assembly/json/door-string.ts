// String tokens at the door: UTF-8, no control characters, no lone surrogates; escapes in the spelling of JSON.stringify,
// which is also that of RFC 8785: two-character escapes where there are any, \u00xx in lower case for other control
// characters, everything else as it is.
import { SURROGATE, SYNTAX, UTF8 } from '../status'
import { replaceByWord } from './door-rewrite'
import { refuse } from './door-verdict'

/** `from` is at the opening quote; answers the address behind the closing one, or 0. */
export function admitString(from: usize): usize {
  let at = from + 1
  while (true) {
    at = skipPlain(at)
    const byte = <u32>load<u8>(at)
    if (byte == 0x22) return at + 1
    if (byte == 0x5c) at = admitEscape(at)
    else if (byte < 0x20) return refuse(SYNTAX, at)
    else at = admitMultibyte(at, byte)
    if (at == 0) return 0
  }
}

/** Skips ASCII that needs no look; stops at quotes, backslashes, control characters (so at the padding) and multibyte characters. */
@inline
export function skipPlain(from: usize): usize {
  let at = from
  if (ASC_FEATURE_SIMD) {
    const quote = i8x16.splat(0x22)
    const backslash = i8x16.splat(0x5c)
    const control = i8x16.splat(0x20)
    while (true) {
      const block = v128.load(at)
      // Bytes above 0x7f are negative, so one signed comparison finds them with the control characters.
      const special = v128.or(i8x16.lt_s(block, control), v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash)))
      const stops = <u32>i8x16.bitmask(special)
      if (stops != 0) return at + <usize>ctz(stops)
      at += 16
    }
  } else {
    while (true) {
      const byte = <u32>load<u8>(at)
      if (byte < 0x20 || byte > 0x7f || byte == 0x22 || byte == 0x5c) return at
      at++
    }
  }
}

@inline
function isContinuation(byte: u32): bool {
  return (byte & 0xc0) == 0x80
}

/** The well-formed byte sequences of Unicode's table 3-7. */
function admitMultibyte(at: usize, first: u32): usize {
  const second = <u32>load<u8>(at, 1)
  if (first < 0xc2 || !isContinuation(second)) return refuse(UTF8, at)
  if (first < 0xe0) return at + 2
  if (!isContinuation(<u32>load<u8>(at, 2))) return refuse(UTF8, at)
  if (first < 0xf0) {
    if (first == 0xe0 && second < 0xa0) return refuse(UTF8, at)
    // ED A0..BF would be a surrogate written in three bytes.
    if (first == 0xed && second > 0x9f) return refuse(UTF8, at)
    return at + 3
  }
  if (first > 0xf4 || !isContinuation(<u32>load<u8>(at, 3))) return refuse(UTF8, at)
  if (first == 0xf0 && second < 0x90) return refuse(UTF8, at)
  if (first == 0xf4 && second > 0x8f) return refuse(UTF8, at)
  return at + 4
}

function admitEscape(at: usize): usize {
  const kind = <u32>load<u8>(at, 1)
  if (kind == 0x75) return admitUnicodeEscape(at)
  if (kind == 0x22 || kind == 0x5c || kind == 0x62 || kind == 0x66 || kind == 0x6e || kind == 0x72 || kind == 0x74) return at + 2
  if (kind != 0x2f) return refuse(SYNTAX, at)
  replaceByWord(at, at + 2, 0x2f, 1)
  return at + 2
}

function admitUnicodeEscape(at: usize): usize {
  const unit = hexadecimal(at + 2)
  if (unit < 0) return refuse(SYNTAX, at)
  const behind = at + 6
  if (unit >= 0xdc00 && unit <= 0xdfff) return refuse(SURROGATE, at)
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (load<u16>(behind) != 0x755c) return refuse(SURROGATE, at)
    const low = hexadecimal(behind + 2)
    if (low < 0xdc00 || low > 0xdfff) return refuse(SURROGATE, at)
    replaceByCodePoint(at, behind + 6, <u32>(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)))
    return behind + 6
  }
  const short = shortEscape(<u32>unit)
  if (short != 0) replaceByWord(at, behind, 0x5c | (<u64>short << 8), 2)
  else if (unit >= 0x20) replaceByCodePoint(at, behind, <u32>unit)
  else {
    // Below 0x20 only the last digit can be a letter.
    const digit = <u32>load<u8>(at, 5)
    if (digit >= 0x41 && digit <= 0x46) replaceByWord(at + 5, behind, digit | 0x20, 1)
  }
  return behind
}

/** The letter of the two-character escape of a code unit, or 0. */
function shortEscape(unit: u32): u32 {
  switch (unit) {
    case 0x08:
      return 0x62
    case 0x09:
      return 0x74
    case 0x0a:
      return 0x6e
    case 0x0c:
      return 0x66
    case 0x0d:
      return 0x72
    case 0x22:
      return 0x22
    case 0x5c:
      return 0x5c
    default:
      return 0
  }
}

/** Value of four hexadecimal digits, or -1. */
function hexadecimal(at: usize): i32 {
  let value: i32 = 0
  for (let index: usize = 0; index < 4; index++) {
    const byte = <u32>load<u8>(at + index)
    if (byte - 0x30 <= 9) value = (value << 4) | <i32>(byte - 0x30)
    else if ((byte | 0x20) - 0x61 <= 5) value = (value << 4) | <i32>((byte | 0x20) - 0x57)
    else return -1
  }
  return value
}

function replaceByCodePoint(from: usize, to: usize, point: u32): void {
  if (point < 0x80) replaceByWord(from, to, point, 1)
  else if (point < 0x800) replaceByWord(from, to, 0x80c0 | (point >> 6) | ((point & 63) << 8), 2)
  else if (point < 0x10000) replaceByWord(from, to, 0x8080e0 | (point >> 12) | (((point >> 6) & 63) << 8) | ((point & 63) << 16), 3)
  else {
    const low = 0x808080f0 | (point >> 18) | (((point >> 12) & 63) << 8) | (((point >> 6) & 63) << 16) | ((point & 63) << 24)
    replaceByWord(from, to, low, 4)
  }
}
