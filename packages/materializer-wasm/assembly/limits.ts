// The caps, set by the host before anything else runs. Numbers are the order of LIMIT_NUMBERS in src/core-instance.ts.
let documentBytes: u32 = 0
let patchBytes: u32 = 0
let depth: u32 = 0
let operations: u32 = 0
let copiedBytes: u32 = 0
let workBytes: u32 = 0

export function configure(limit: u32, value: u32): void {
  switch (limit) {
    case 0:
      documentBytes = value
      break
    case 1:
      patchBytes = value
      break
    case 2:
      depth = value
      break
    case 3:
      operations = value
      break
    case 4:
      copiedBytes = value
      break
    case 5:
      workBytes = value
      break
  }
}

@inline
export function maxDocumentBytes(): u32 {
  return documentBytes
}

@inline
export function maxPatchBytes(): u32 {
  return patchBytes
}

@inline
export function maxDepth(): u32 {
  return depth
}

@inline
export function maxOperations(): u32 {
  return operations
}

@inline
export function maxWorkBytes(): u32 {
  return workBytes
}

@inline
export function maxCopiedBytes(): u32 {
  return copiedBytes
}
