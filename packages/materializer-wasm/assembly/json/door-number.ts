// Number tokens at the door. The core never reads a number's value: tokens it can see to be in ECMAScript form pass, all
// others visit the host, which alone prints doubles the ECMAScript way (D-23).
import { flushRun } from '../memory/output'
import { INEXACT_NUMBER, SYNTAX } from '../status'
import { replaceBySlice } from './door-rewrite'
import { refuse } from './door-verdict'

/** Writes the ECMAScript form at `target` (32 bytes of room) and answers its length, or -1 when a double cannot hold it. */
@external('host', 'normalizeNumber')
declare function normalizeNumber(start: usize, length: usize, target: usize): i32

/** Every decimal of up to this many digits is the shortest spelling of its double. */
const EXACT_DIGITS: usize = 15
/** ECMAScript writes an exponent below 1e-6: six zeros behind `0.` are too many. */
const FIXED_ZEROS: usize = 5
/** Where the host writes; the longest ECMAScript number has 25 bytes. */
const HOST_ROOM: usize = memory.data(32, 8)

@inline
function isDigit(at: usize): bool {
  return <u32>load<u8>(at) - 0x30 <= 9
}

/** `from` is at the first byte; answers the address behind the number, or 0. */
export function admitNumber(from: usize): usize {
  let at = from
  if (load<u8>(at) == 0x2d) at++
  const whole = at
  if (load<u8>(at) == 0x30) at++
  else {
    if (!isDigit(at)) return refuse(SYNTAX, at)
    while (isDigit(at)) at++
  }
  const wholeDigits = at - whole
  // Minus zero is written 0.
  let canonical = wholeDigits <= EXACT_DIGITS && (whole == from || load<u8>(whole) != 0x30 || load<u8>(at) == 0x2e)
  if (load<u8>(at) == 0x2e) {
    const fraction = ++at
    if (!isDigit(at)) return refuse(SYNTAX, at)
    while (isDigit(at)) at++
    canonical = canonical && isShortFraction(whole, wholeDigits, fraction, at)
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++
    if (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d) at++
    if (!isDigit(at)) return refuse(SYNTAX, at)
    while (isDigit(at)) at++
    canonical = false
  }
  return canonical || askHost(from, at) ? at : refuse(INEXACT_NUMBER, from)
}

/** Whether digits around a point are in ECMAScript form by their look alone. */
function isShortFraction(whole: usize, wholeDigits: usize, fraction: usize, end: usize): bool {
  if (load<u8>(end - 1) == 0x30) return false
  if (wholeDigits + (end - fraction) > EXACT_DIGITS) return false
  if (load<u8>(whole) != 0x30) return true
  let zeros: usize = 0
  while (load<u8>(fraction + zeros) == 0x30) zeros++
  return zeros <= FIXED_ZEROS
}

function askHost(from: usize, to: usize): bool {
  const length = normalizeNumber(from, to - from, HOST_ROOM)
  if (length < 0) return false
  replaceBySlice(from, to, HOST_ROOM, <usize>length)
  flushRun()
  return true
}
