import type { WasmMemory } from './wasm-host.ts'

/** An integer literal: no fraction, no exponent. */
const INTEGER = /^-?\d+$/

/** Answer for a number a double cannot hold. */
const INEXACT = -1

/**
 * Rewrites the number token at `start` to its ECMAScript form at `target` and answers its length, or -1 when a double
 * cannot hold it: it overflows, or it is an integer literal of another value than its double (and not that double's own
 * spelling, which keeps the door idempotent). `target` must have room for 32 bytes.
 */
export function normalizeNumberToken(memory: WasmMemory, start: number, length: number, target: number): number {
  const token = new TextDecoder().decode(new Uint8Array(memory.buffer, start >>> 0, length))
  const normal = normalizedNumber(token)
  if (normal === undefined) return INEXACT
  const out = new Uint8Array(memory.buffer, target >>> 0, normal.length)
  for (let index = 0; index < normal.length; index++) out[index] = normal.charCodeAt(index)
  return normal.length
}

/** ECMAScript form of a JSON number token, or undefined when a double cannot hold it. */
export function normalizedNumber(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  const normal = JSON.stringify(value)
  // Overflow was refused above, so the integer has at most 309 digits here.
  if (normal !== token && INTEGER.test(token) && BigInt(token) !== BigInt(value)) return undefined
  return normal
}
