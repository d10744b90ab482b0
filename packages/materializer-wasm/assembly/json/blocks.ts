// 64 bytes at a time as bit masks, one bit per byte, and which of them lie inside strings (the method of simdjson's
// first stage). SIMD where the build has it, else eight bytes per step in a plain register.

const EVEN_BITS: u64 = 0x5555555555555555
const LOW_BITS: u64 = 0x0101010101010101
const LOW_SEVEN: u64 = 0x7f7f7f7f7f7f7f7f
/** Gathers the lowest bit of each byte into the top byte. */
const GATHER: u64 = 0x0102040810204080

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
let openBits: u64 = 0
let closeBits: u64 = 0
let outsideBits: u64 = 0

/** Begins at a place outside strings. */
@inline
export function beginBlocks(): void {
  insideString = 0
  pendingEscape = 0
}

/** Opening braces and brackets outside strings in the block looked at last. */
@inline
export function opens(): u64 {
  return openBits
}

/** Closing braces and brackets outside strings. */
@inline
export function closes(): u64 {
  return closeBits
}

/** Looks at the next block in order. Braces and brackets differ in bit 5 alone, so one comparison finds both. */
@inline
export function lookAt(at: usize): void {
  if (ASC_FEATURE_SIMD) {
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const c = v128.load(at, 32)
    const d = v128.load(at, 48)
    const quote = i8x16.splat(0x22)
    const slash = i8x16.splat(0x5c)
    const slashA = i8x16.eq(a, slash)
    const slashB = i8x16.eq(b, slash)
    const slashC = i8x16.eq(c, slash)
    const slashD = i8x16.eq(d, slash)
    let slashes: u64 = 0
    if (v128.any_true(v128.or(v128.or(slashA, slashB), v128.or(slashC, slashD)))) slashes = gather(slashA, slashB, slashC, slashD)
    noteStrings(gather(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote)), slashes)
    const fold = i8x16.splat(0x20)
    const foldedA = v128.or(a, fold)
    const foldedB = v128.or(b, fold)
    const foldedC = v128.or(c, fold)
    const foldedD = v128.or(d, fold)
    const open = i8x16.splat(0x7b)
    const close = i8x16.splat(0x7d)
    openBits = gather(i8x16.eq(foldedA, open), i8x16.eq(foldedB, open), i8x16.eq(foldedC, open), i8x16.eq(foldedD, open)) & outsideBits
    closeBits = gather(i8x16.eq(foldedA, close), i8x16.eq(foldedB, close), i8x16.eq(foldedC, close), i8x16.eq(foldedD, close)) & outsideBits
  } else {
    noteStrings(matchesPlain(at, 0x22 * LOW_BITS, 0), matchesPlain(at, 0x5c * LOW_BITS, 0))
    openBits = matchesPlain(at, 0x7b * LOW_BITS, 0x20 * LOW_BITS) & outsideBits
    closeBits = matchesPlain(at, 0x7d * LOW_BITS, 0x20 * LOW_BITS) & outsideBits
  }
}

@inline
function gather(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>(<u32>i8x16.bitmask(a)) | (<u64>(<u32>i8x16.bitmask(b)) << 16)
  return low | (<u64>(<u32>i8x16.bitmask(c)) << 32) | (<u64>(<u32>i8x16.bitmask(d)) << 48)
}

@inline
function noteStrings(quotes: u64, slashes: u64): void {
  const real = (slashes | pendingEscape) == 0 ? quotes : quotes & ~escapedBits(slashes)
  const inside = prefixXor(real) ^ insideString
  insideString = <u64>(<i64>inside >> 63)
  outsideBits = ~inside
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
