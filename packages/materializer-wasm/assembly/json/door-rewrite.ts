// The door's output. Nothing is written until the first byte has to differ from the input.
import { beginOutput, endOutput, outputOffset, putSlice, putWord, setResult } from '../memory/output'

let copyFrom: usize = 0
let rewriting: bool = false
let rewrites: u32 = 0

export function beginRewriting(start: usize): void {
  copyFrom = start
  rewriting = false
  rewrites = 0
}

/** Takes over the rest of the input, ending at `end`. */
export function endRewriting(end: usize): void {
  if (!rewriting) {
    setResult(copyFrom, end - copyFrom)
    return
  }
  if (end > copyFrom) putSlice(copyFrom, end - copyFrom)
  endOutput()
}

/** Leaves the input between two places out of the output. */
export function dropInput(from: usize, to: usize): void {
  if (from == copyFrom && !rewriting) {
    rewrites++
    copyFrom = to
  } else openGap(from, to)
}

/** Replaces the input between two places by up to eight bytes, lowest first. */
export function replaceByWord(from: usize, to: usize, word: u64, length: usize): void {
  openGap(from, to)
  putWord(word, length)
}

/** Replaces the input between two places by bytes that stay where they are. */
export function replaceBySlice(from: usize, to: usize, start: usize, length: usize): void {
  openGap(from, to)
  putSlice(start, length)
}

function openGap(from: usize, to: usize): void {
  rewrites++
  if (!rewriting) {
    beginOutput()
    rewriting = true
  }
  if (from > copyFrom) putSlice(copyFrom, from - copyFrom)
  copyFrom = to
}

/** Rises with every difference from the input. */
export function rewriteCount(): u32 {
  return rewrites
}

/** Where the byte at `at` will stand in the output, counted from its start. */
export function offsetInOutput(at: usize): usize {
  return at - copyFrom + (rewriting ? outputOffset() : 0)
}

/** Hands over everything up to `at`, so that it can be read in the output. */
export function handOver(at: usize): void {
  if (at > copyFrom) putSlice(copyFrom, at - copyFrom)
  copyFrom = at
}
