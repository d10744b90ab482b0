// An account of bytes moved and scanned, so that a patch of few bytes cannot keep the core busy for minutes: removing
// members of a huge object or moving a huge value is linear in its size, ten thousand times over.

let account: u64 = 0

export function resetWork(): void {
  account = 0
}

@inline
export function addWork(bytes: usize): void {
  account += <u64>bytes
}

/** Bytes since the last reset. */
export function workDone(): u64 {
  return account
}
