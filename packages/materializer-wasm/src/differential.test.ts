import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { MaterializerError } from './materializer-error.ts'
import { type RandomSource, randomSource } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

/** Milliseconds per build. AOB_FUZZ_MS lengthens a recorded run, AOB_FUZZ_SEED repeats one. */
const BUDGET_MS = Number(process.env.AOB_FUZZ_MS ?? 3_000)
const FIRST_SEED = Number(process.env.AOB_FUZZ_SEED ?? Date.now() % 1_000_000)

const KEYS = ['a', 'b', 'key', 'nodes', 'edges', 'id', '', 'x/y', 't~e', 'q"u', 'b\\s', 'é', '😀', '\n', '0', '7', '-']
const SCALARS: unknown[] = [0, 1, -1, 1.5, 1e21, 1e-7, '', 'text', 'q"\\\n\u0001', 'é😀', true, false, null, 123456789012345]

function pick<Item>(random: RandomSource, items: readonly Item[]): Item {
  return items[random(items.length)] as Item
}

function randomValue(random: RandomSource, depth: number): unknown {
  const kind = random(depth > 0 ? 5 : 3)
  if (kind < 3) return pick(random, SCALARS)
  const size = random(8) === 0 ? random(40) : random(5)
  if (kind === 3) return Array.from({ length: size }, () => randomValue(random, depth - 1))
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [random(3) === 0 ? `k${index}` : pick(random, KEYS), randomValue(random, depth - 1)]))
}

function randomObject(random: RandomSource, depth: number): Record<string, unknown> {
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

function randomOperation(random: RandomSource, document: unknown): Operation {
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

/** Places where the oracle departs from RFC 6902 or we refuse more, so that it cannot judge. */
function oracleCannotJudge(operation: Operation): boolean {
  // Removing the root is our own refusal. The oracle lets a value be moved into itself and takes 01 and - for elements.
  if (operation.op === 'remove' && operation.path === '') return true
  if (operation.op === 'move' && (operation.from === '' || `${operation.path}/`.startsWith(`${operation.from}/`))) return true
  const pointers = 'from' in operation ? [operation.path, operation.from] : [operation.path]
  const appends = (operation.op === 'add' || operation.op === 'copy' || operation.op === 'move') && operation.path.endsWith('/-')
  return pointers.some((pointer, index) => /\/(01|-)(\/|$)/.test(index === 0 && appends ? pointer.slice(0, -2) : pointer))
}

/** The oracle checks less for move and copy than for what RFC 6902 makes them of, so it is given the parts. */
function parts(operation: Operation, document: unknown): Operation[] {
  if (operation.op !== 'move' && operation.op !== 'copy') return [operation]
  const value = structuredClone(fastJsonPatch.getValueByPointer(document, operation.from))
  const added: Operation = { op: 'add', path: operation.path, value }
  return operation.op === 'copy' ? [{ op: 'test', path: operation.from, value }, added] : [{ op: 'remove', path: operation.from }, added]
}

/** The oracle adds members to strings and numbers, and takes the empty token for index 0, without a word. */
function requireContainer(document: unknown, path: string): void {
  if (path === '') return
  const container: unknown = fastJsonPatch.getValueByPointer(document, path.slice(0, path.lastIndexOf('/')))
  if (container === null || typeof container !== 'object') throw new Error('the parent is no container')
  if (Array.isArray(container) && path.endsWith('/')) throw new Error('the empty token is no index')
}

function oracle(document: unknown, patch: Operation[]): string | undefined {
  try {
    let present = structuredClone(document)
    for (const operation of structuredClone(patch)) {
      for (const part of parts(operation, present)) {
        requireContainer(present, part.path)
        present = fastJsonPatch.applyPatch(present, [part], true, true).newDocument
      }
    }
    return JSON.stringify(present)
  } catch {
    // Whatever it throws is a refusal; what matters is that both refuse.
    return undefined
  }
}

describe.each(VARIANTS)('against fast-json-patch on %s', (variant) => {
  let make: () => Materializer
  beforeAll(async () => {
    make = await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)

  it(
    `agrees on random documents and patches, from seed ${FIRST_SEED}`,
    () => {
      const end = performance.now() + BUDGET_MS
      let judged = 0
      let refused = 0
      for (let seed = FIRST_SEED; performance.now() < end; seed++) {
        const random = randomSource(seed)
        const core = make()
        let document: unknown = random(10) === 0 ? randomValue(random, 4) : randomObject(random, 4)
        core.load(jsonBytes(document))
        const versions = [JSON.stringify(document)]
        for (let step = 0; step < 25; step++) {
          const patch = Array.from({ length: 1 + random(3) }, () => randomOperation(random, document))
          if (patch.some(oracleCannotJudge)) continue
          const expected = oracle(document, patch)
          const note = () => `seed ${seed}, step ${step}: ${JSON.stringify(patch)} on ${versions.at(-1)}`
          judged++
          try {
            core.append(patch)
            expect(textOf(core.canonical(core.bytes())), note()).toBe(expected === undefined ? 'a refusal' : textOf(core.canonical(bytesOf(expected))))
            document = JSON.parse(textOf(core.bytes()))
            versions.push(textOf(core.bytes()))
          } catch (error) {
            if (!(error instanceof MaterializerError)) throw error
            expect(expected, `${error.code}; ${note()}`).toBeUndefined()
            expect(textOf(core.bytes()), note()).toBe(versions.at(-1))
            refused++
          }
        }
        for (const version of versions.keys()) {
          core.seek(version)
          expect(textOf(core.bytes()), `seed ${seed}, back to ${version}`).toBe(versions[version])
        }
      }
      console.log(`${variant}: ${judged} patches from seed ${FIRST_SEED}, ${refused} refused by both`)
      expect(judged - refused).toBeGreaterThan(50)
      expect(refused).toBeGreaterThan(50)
    },
    BUDGET_MS + 30_000,
  )
})
