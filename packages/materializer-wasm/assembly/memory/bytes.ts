// Comparing, copying and hashing bytes. Block reads may run up to 16 bytes over an end: the arena is padded.

export function equalBytes(a: usize, b: usize, length: usize): bool {
  let at: usize = 0
  if (ASC_FEATURE_SIMD) {
    while (at + 16 <= length) {
      if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false
      at += 16
    }
  }
  while (at + 8 <= length) {
    if (load<u64>(a + at) != load<u64>(b + at)) return false
    at += 8
  }
  if (at == length) return true
  const difference = load<u64>(a + at) ^ load<u64>(b + at)
  return difference << (<u64>(8 - (length - at)) << 3) == 0
}

/** Copies bytes; up to 64 by words, writing up to 15 bytes beyond the target, where the caller must have room. */
@inline
export function copyWithSlack(target: usize, source: usize, length: usize): void {
  if (length > 64) {
    memory.copy(target, source, length)
    return
  }
  let at: usize = 0
  while (at < length) {
    if (ASC_FEATURE_SIMD) {
      v128.store(target + at, v128.load(source + at))
    } else {
      const low = load<u64>(source + at)
      const high = load<u64>(source + at, 8)
      store<u64>(target + at, low)
      store<u64>(target + at, high, 8)
    }
    at += 16
  }
}

let seed: u64 = 0x9e3779b97f4a7c15

/** The host seeds once per instance, so that colliding keys cannot be prepared. */
export function seedHash(low: u32, high: u32): void {
  seed = (<u64>high << 32) | <u64>low
}

/** Seeded multiply-rotate hash over all bytes, folded to 32 bits. */
export function hashBytes(start: usize, length: usize): u32 {
  let hash = seed ^ (<u64>length * 0x9e3779b97f4a7c15)
  let at: usize = 0
  while (at + 8 <= length) {
    hash = mix(hash ^ load<u64>(start + at))
    at += 8
  }
  if (at < length) {
    const shift = <u64>(8 - (length - at)) << 3
    hash = mix(hash ^ (load<u64>(start + at) << shift))
  }
  return <u32>(hash ^ (hash >> 32))
}

@inline
function mix(value: u64): u64 {
  const product = (value ^ (value >> 32)) * 0xd6e8feb86659fd93
  return rotl<u64>(product, 29) + seed
}
