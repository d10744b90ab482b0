// One bump arena for everything. Nothing in it ever moves, so pointers into it stay good until reset; what is no
// longer reachable is given back by a rebuild from the outside (src/resident-document.ts).

/** Zeroed bytes behind every input: block reads may run over the end, and a zero ends every token. */
export const PADDING: usize = 64

let top: usize = 0
let limit: usize = 0

export function resetArena(): void {
  top = __heap_base
  limit = <usize>memory.size() << 16
}

/** Makes the memory up to `end` addressable; traps when the engine refuses. Grows by at least a quarter to stay amortised. */
function growTo(end: usize): void {
  // An end below the top has wrapped around 2^32.
  if (end < top) unreachable()
  const pages = memory.size()
  const missing = <i32>((<u64>end + PADDING + 0xffff) >> 16) - pages
  if (missing > 0) {
    const generous = max(missing, pages >> 2)
    if (memory.grow(generous) < 0 && memory.grow(missing) < 0) unreachable()
  }
  limit = <usize>min<u64>(<u64>memory.size() << 16, 0xffff0000)
}

/** Reserves bytes aligned to 8, without padding. */
@inline
export function bump(length: usize): usize {
  const start = (top + 7) & ~(<usize>7)
  const end = start + length
  if (end + PADDING > limit || end < start) growTo(end + PADDING)
  top = end
  return start
}

/** Reserves room for an input with zeroed padding behind it. */
export function allocate(length: usize): usize {
  const start = bump(length + PADDING)
  memory.fill(start + length, 0, PADDING)
  return start
}

/** Extends the last reservation by `length` bytes in place. */
export function extend(length: usize): void {
  const end = top + length
  if (end + PADDING > limit || end < top) growTo(end + PADDING)
  top = end
}

/** End of the arena. */
@inline
export function mark(): usize {
  return top
}

/** Gives back everything reserved since a mark. Only for what no cell points at. */
@inline
export function release(to: usize): void {
  assert(to <= top)
  top = to
}

/** Bytes in use. */
export function used(): usize {
  return top
}
