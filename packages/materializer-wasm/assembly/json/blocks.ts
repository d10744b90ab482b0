// 64 bytes at a time as bit masks, one bit per byte, and which of them lie inside strings (the method of simdjson's
// first stage). SIMD where the build has it, else eight bytes per step in a plain register.

const EVEN_BITS: u64 = 0x5555555555555555
const LOW_BITS: u64 = 0x0101010101010101
const LOW_SEVEN: u64 = 0x7f7f7f7f7f7f7f7f
/** Gathers the lowest bit of each byte into the top byte. */
const GATHER: u64 = 0x0102040810204080

/** Bits of the bytes equal to `byte`. */
@inline
export function matches(at: usize, byte: u8): u64 {
  if (ASC_FEATURE_SIMD) {
    const wanted = i8x16.splat(<i8>byte)
    return (
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), wanted)))) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), wanted)))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), wanted)))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), wanted)))) << 48)
    )
  } else {
    return matchesPlain(at, <u64>byte * LOW_BITS, 0)
  }
}

/** Bits of the bytes equal to `byte` when bit 5 is set in both: finds `[` with `{` and `]` with `}`. */
@inline
export function matchesFolded(at: usize, byte: u8): u64 {
  if (ASC_FEATURE_SIMD) {
    const wanted = i8x16.splat(<i8>byte)
    const fold = i8x16.splat(0x20)
    return (
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at), fold), wanted)))) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 16), fold), wanted)))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 32), fold), wanted)))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 48), fold), wanted)))) << 48)
    )
  } else {
    return matchesPlain(at, <u64>byte * LOW_BITS, 0x20 * LOW_BITS)
  }
}

function matchesPlain(at: usize, wanted: u64, fold: u64): u64 {
  let bits: u64 = 0
  for (let step: usize = 0; step < 8; step++) {
    const difference = (load<u64>(at + (step << 3)) | fold) ^ wanted
    const zeroes = ~(((difference & LOW_SEVEN) + LOW_SEVEN) | difference | LOW_SEVEN)
    bits |= (((zeroes >> 7) * GATHER) >> 56) << (<u64>step << 3)
  }
  return bits
}

let insideString: u64 = 0
let pendingEscape: u64 = 0

/** Begins at a place outside strings. */
@inline
export function beginBlocks(): void {
  insideString = 0
  pendingEscape = 0
}

/** Bits of the bytes inside strings, opening quotes included, for the next block in order. */
@inline
export function stringBits(at: usize): u64 {
  let quotes = matches(at, 0x22)
  const slashes = matches(at, 0x5c)
  if ((slashes | pendingEscape) != 0) quotes &= ~escapedBits(slashes)
  const inside = prefixXor(quotes) ^ insideString
  insideString = <u64>(<i64>inside >> 63)
  return inside
}

/** Bits of the bytes that a backslash before them escapes. */
function escapedBits(slashes: u64): u64 {
  if (slashes == 0) {
    const first = pendingEscape
    pendingEscape = 0
    return first
  }
  const starts = slashes & ~pendingEscape
  const followers = (starts << 1) | pendingEscape
  const oddStarts = starts & ~EVEN_BITS & ~followers
  const sum = oddStarts + starts
  pendingEscape = sum < starts ? 1 : 0
  return (EVEN_BITS ^ (sum << 1)) & followers
}

@inline
function prefixXor(bits: u64): u64 {
  let mask = bits
  mask ^= mask << 1
  mask ^= mask << 2
  mask ^= mask << 4
  mask ^= mask << 8
  mask ^= mask << 16
  mask ^= mask << 32
  return mask
}
