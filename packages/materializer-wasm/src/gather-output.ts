import type { SharedExports } from './core-exports.ts'

/** Words of one piece in the core's list (assembly/memory/output.ts). */
const PIECE_WORDS = 4

/** Address and length of the core's last output buffer, and of the list of pieces that belong into it. */
export function outputOf(core: SharedExports): { start: number; length: number; pieces: Uint32Array } {
  const [start = 0, length = 0, count = 0, list = 0] = new Uint32Array(core.memory.buffer, core.output() >>> 0, 4)
  return { start, length, pieces: new Uint32Array(core.memory.buffer, count === 0 ? 0 : list, count * PIECE_WORDS) }
}

/** The core's last output as bytes of its own: what lies in the output buffer, and between it the pieces that stayed where they are. */
export function gatherOutput(core: SharedExports): Uint8Array {
  const memory = new Uint8Array(core.memory.buffer)
  const { start, length, pieces } = outputOf(core)
  if (pieces.length === 0) return memory.slice(start, start + length)
  const result = new Uint8Array(length + lengthOf(pieces))
  let taken = 0
  let at = 0
  const take = (from: number, bytes: number) => {
    result.set(memory.subarray(from, from + bytes), at)
    at += bytes
  }
  for (let word = 0; word < pieces.length; word += PIECE_WORDS) {
    const [address = 0, bytes = 0, place = 0] = pieces.subarray(word, word + 3)
    take(start + taken, place - taken)
    taken = place
    take(address, bytes)
  }
  take(start + taken, length - taken)
  return result
}

function lengthOf(pieces: Uint32Array): number {
  let length = 0
  for (let word = 1; word < pieces.length; word += PIECE_WORDS) length += pieces[word] ?? 0
  return length
}
