// The caps, set by the host before anything else runs. Numbers are the order of LIMIT_NUMBERS in src/core-instance.ts.
const CAPS: usize = memory.data(24, 4)

export function configure(limit: u32, value: u32): void {
  store<u32>(CAPS + (<usize>limit << 2), value)
}

@inline
export function maxDocumentBytes(): u32 {
  return load<u32>(CAPS)
}

@inline
export function maxPatchBytes(): u32 {
  return load<u32>(CAPS, 4)
}

@inline
export function maxDepth(): u32 {
  return load<u32>(CAPS, 8)
}

@inline
export function maxOperations(): u32 {
  return load<u32>(CAPS, 12)
}

@inline
export function maxCopiedBytes(): u32 {
  return load<u32>(CAPS, 16)
}

@inline
export function maxWorkBytes(): u32 {
  return load<u32>(CAPS, 20)
}
