// Walking the items of a container in bytes that have passed the door: elements, members, operations and patches alike.
import { text } from './cell'
import { skipSpace, skipString } from './scan'

/** Answer where the container ends; addresses are above it, and 0 says that the bytes are no such container. */
export const LAST: usize = 1

export const CLOSE_ARRAY: u8 = 0x5d
export const CLOSE_OBJECT: u8 = 0x7d

let behind: usize = 0
let key: u64 = 0

/** Address behind the container that ended last. */
@inline
export function behindContainer(): usize {
  return behind
}

/** Key of the member read last. */
@inline
export function memberKey(): u64 {
  return key
}

/** Address of the first item of the container that opens at `open`, LAST, or 0. */
export function firstItem(open: usize, end: usize, close: u8): usize {
  const at = skipSpace(open + 1, end)
  return at < end && load<u8>(at) == close ? closed(at) : at
}

/** Address of the item after the one that ends at `from`, LAST, or 0. */
export function nextItem(from: usize, end: usize, close: u8): usize {
  const at = skipSpace(from, end)
  if (at >= end) return 0
  const byte = load<u8>(at)
  if (byte == 0x2c) return skipSpace(at + 1, end)
  return byte == close ? closed(at) : 0
}

@inline
function closed(at: usize): usize {
  behind = at + 1
  return LAST
}

/** Reads the key of the member at `at`; answers the address of its value, or 0. */
export function readKey(at: usize, end: usize): usize {
  if (load<u8>(at) != 0x22) return 0
  const keyEnd = skipString(at, end)
  if (keyEnd == 0) return 0
  key = text(at + 1, keyEnd - at - 2)
  const colon = skipSpace(keyEnd, end)
  return load<u8>(colon) == 0x3a ? skipSpace(colon + 1, end) : 0
}
