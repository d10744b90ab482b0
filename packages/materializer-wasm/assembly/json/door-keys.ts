// Duplicate keys at the door. Keys of the objects being read lie on the scratch stack as texts in normalised spelling.
import { bump, mark, release } from '../memory/arena'
import { hashBytes } from '../memory/bytes'
import { flushRun, outputAt } from '../memory/output'
import { scratchAt, scratchHeight, scratchPush } from '../memory/scratch'
import { DUPLICATE_KEY } from '../status'
import { sameText, text, textLength, textStart } from './cell'
import { handOver, offsetInOutput, rewriteCount } from './door-rewrite'
import { admitString, skipPlain } from './door-string'
import { refuse } from './door-verdict'

/** Objects up to this size are compared pair by pair. */
const PAIRWISE_KEYS: u32 = 16

let admitted: u64 = 0

/** One of 64 bits by the look of the key admitted last: equal keys have equal bits. */
@inline
export function keyBit(): u64 {
  const start = textStart(admitted)
  const length = textLength(admitted)
  return (<u64>1) << (<u64>load<u8>(start) * 5 + <u64>load<u8>(start + length - 1) * 3 + <u64>length * 13)
}

@inline
function pushKey(key: u64): void {
  admitted = key
  scratchPush(key)
}

/** Admits the key at `from` (its quote) and pushes its text; answers the address behind it, or 0. */
export function admitKey(from: usize): usize {
  const end = skipPlain(from + 1)
  if (load<u8>(end) != 0x22) return admitStrangeKey(from)
  pushKey(text(from + 1, end - from - 1))
  return end + 1
}

/** A key with escapes or characters beyond ASCII. */
function admitStrangeKey(from: usize): usize {
  const rewritesBefore = rewriteCount()
  const offset = offsetInOutput(from)
  const behind = admitString(from)
  if (behind == 0) return 0
  if (rewriteCount() == rewritesBefore) {
    pushKey(text(from + 1, behind - from - 2))
    return behind
  }
  // The normalised spelling stands only in the output, which may move: keep a copy.
  handOver(behind)
  flushRun()
  const length = offsetInOutput(behind) - offset - 2
  const copy = bump(length + 16)
  memory.copy(copy, outputAt(offset + 1), length)
  pushKey(text(copy, length))
  return behind
}

/** Looks at the keys pushed since `height`; refuses the second of two equal ones. */
export function keysAreUnique(height: u32): bool {
  const count = scratchHeight() - height
  if (count > PAIRWISE_KEYS) return keysAreUniqueByHash(height, count)
  for (let later: u32 = 1; later < count; later++) {
    const key = load<u64>(scratchAt(height + later))
    for (let earlier: u32 = 0; earlier < later; earlier++) {
      if (sameText(key, load<u64>(scratchAt(height + earlier)))) return refuse(DUPLICATE_KEY, textStart(key)) != 0
    }
  }
  return true
}

function keysAreUniqueByHash(height: u32, count: u32): bool {
  const before = mark()
  let capacity: u32 = 64
  while (capacity < count * 2) capacity <<= 1
  const slots = bump(<usize>capacity << 2)
  memory.fill(slots, 0, <usize>capacity << 2)
  let unique = true
  for (let index: u32 = 0; unique && index < count; index++) unique = takeSlot(slots, capacity - 1, height, index)
  release(before)
  return unique
}

function takeSlot(slots: usize, wrap: u32, height: u32, index: u32): bool {
  const key = load<u64>(scratchAt(height + index))
  let slot = hashBytes(textStart(key), textLength(key)) & wrap
  while (true) {
    const place = slots + (<usize>slot << 2)
    const taken = load<u32>(place)
    if (taken == 0) {
      store<u32>(place, index + 1)
      return true
    }
    if (sameText(key, load<u64>(scratchAt(height + taken - 1)))) return refuse(DUPLICATE_KEY, textStart(key)) != 0
    slot = (slot + 1) & wrap
  }
}
