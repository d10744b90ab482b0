// A stack of 64-bit words for lists whose length is not known beforehand. Users note the height, push, and pop back to it.
import { bump } from './arena'

const FIRST_CAPACITY: u32 = 1024

let base: usize = 0
let capacity: u32 = 0
let height: u32 = 0

export function resetScratch(): void {
  base = 0
  capacity = 0
  height = 0
}

@inline
export function scratchHeight(): u32 {
  return height
}

@inline
export function scratchPush(word: u64): void {
  if (height == capacity) grow()
  store<u64>(base + (<usize>height << 3), word)
  height++
}

function grow(): void {
  const wider = capacity == 0 ? FIRST_CAPACITY : capacity * 2
  const target = bump(<usize>wider << 3)
  memory.copy(target, base, <usize>height << 3)
  base = target
  capacity = wider
}

/** Address of a word; good until the next push. */
@inline
export function scratchAt(index: u32): usize {
  assert(index <= height)
  return base + (<usize>index << 3)
}

@inline
export function scratchPop(to: u32): void {
  assert(to <= height)
  height = to
}
