import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'
import type { RandomSource } from './random-patches.ts'

const KEYS = ['a', 'b', 'key', 'nodes', 'edges', 'id', '', 'x/y', 't~e', 'q"u', 'b\\s', 'é', '😀', '\n', '0', '7', '-']
const SCALARS: unknown[] = [0, 1, -1, 1.5, 1e21, 1e-7, '', 'text', 'q"\\\n\u0001', 'é😀', true, false, null, 123456789012345]

function pick<Item>(random: RandomSource, items: readonly Item[]): Item {
  return items[random(items.length)] as Item
}

export function randomValue(random: RandomSource, depth: number): unknown {
  const kind = random(depth > 0 ? 5 : 3)
  if (kind < 3) return pick(random, SCALARS)
  const size = random(8) === 0 ? random(40) : random(5)
  if (kind === 3) return Array.from({ length: size }, () => randomValue(random, depth - 1))
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [random(3) === 0 ? `k${index}` : pick(random, KEYS), randomValue(random, depth - 1)]))
}

export function randomObject(random: RandomSource, depth: number): Record<string, unknown> {
  return Object.fromEntries(KEYS.map((key) => [key, randomValue(random, depth - 1)]).slice(random(KEYS.length)))
}

/** A pointer that mostly exists: walks down, sometimes stops, sometimes goes astray. */
function randomPointer(random: RandomSource, document: unknown): string {
  let pointer = ''
  let value = document
  while (value !== null && typeof value === 'object' && random(6) > 0) {
    const keys = Object.keys(value)
    const astray = random(8) === 0 || keys.length === 0
    const token = astray
      ? Array.isArray(value)
        ? pick(random, ['-', `${keys.length}`, '0', '01', 'x', `${keys.length + 1}`])
        : pick(random, KEYS)
      : pick(random, keys)
    pointer += `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`
    value = Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined
    if (value === undefined) break
  }
  return pointer
}

export function randomOperation(random: RandomSource, document: unknown): Operation {
  const path = randomPointer(random, document)
  const value = randomValue(random, 3)
  switch (random(7)) {
    case 0:
      return { op: 'remove', path }
    case 1:
      return { op: 'replace', path, value }
    case 2:
      return { op: 'move', from: randomPointer(random, document), path }
    case 3:
      return { op: 'copy', from: randomPointer(random, document), path }
    case 4:
      return { op: 'test', path, value: random(2) === 0 ? value : valueAt(document, path) }
    default:
      return { op: 'add', path, value }
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  try {
    return fastJsonPatch.getValueByPointer(document, pointer) ?? null
  } catch {
    // A pointer that leads nowhere has no value to expect.
    return null
  }
}
