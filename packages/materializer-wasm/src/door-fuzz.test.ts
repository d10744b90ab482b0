import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { MaterializerError } from './materializer-error.ts'
import { type RandomSource, randomSource } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

const BUDGET_MS = Number(process.env.AOB_FUZZ_MS ?? 1_500)
const FIRST_SEED = Number(process.env.AOB_FUZZ_SEED ?? Date.now() % 1_000_000)

const SEEDS = [
  '{"nodes":[{"id":"a","config":{"x":[1,2.5,-0.0,1e3]}},{"id":"é😀"}],"edges":[],"":null}',
  '[[],{},"\\u00e9\\n\\\\\\"",true,false,null,[[[[]]]],{"a":{"b":{"c":{}}}}]',
  `{${Array.from({ length: 30 }, (_, index) => `"key${index}":${index}`).join(', ')}}`,
  ' [ 1 , "two" , { "three" : 3.0 } ] ',
  `"${'long text without anything special in it, '.repeat(5)}"`,
]
const INTERESTING = [...bytesOf('{}[]",:\\0123456789-+.eEutfnalrsu \n\t/')].concat([0, 0x1f, 0x7f, 0x80, 0xbf, 0xc2, 0xe2, 0xed, 0xf0, 0xff])
/** What D-23 refuses beyond the grammar. */
const BEYOND_JSON = /surrogate|twice|exactly|UTF-8|maxDepth/

/** One to three bytes of a document changed, put in, left out, or a part of it repeated. */
function mutate(random: RandomSource, source: Uint8Array): Uint8Array {
  let bytes = [...source]
  for (let change = random(3); change >= 0; change--) {
    const at = random(bytes.length + 1)
    const byte = INTERESTING[random(INTERESTING.length)] ?? 0
    const kind = random(4)
    if (kind === 0) bytes[Math.min(at, bytes.length - 1)] = byte
    else if (kind === 1) bytes.splice(at, 0, byte)
    else if (kind === 2) bytes.splice(at, 1 + random(4))
    else bytes = [...bytes.slice(0, at), ...bytes.slice(random(at + 1), at), ...bytes.slice(at)]
  }
  return new Uint8Array(bytes)
}

function parsed(bytes: Uint8Array): string | undefined {
  try {
    return JSON.stringify(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)))
  } catch {
    // Any failure means the oracle refuses.
    return undefined
  }
}

describe.each(VARIANTS)('damaged bytes on %s', (variant) => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory(variant))()
  }, BUILD_TIMEOUT_MS)

  it(`the door judges as JSON.parse does, but for what D-23 refuses, from seed ${FIRST_SEED}`, () => {
    const end = performance.now() + BUDGET_MS
    let accepted = 0
    let refused = 0
    for (let seed = FIRST_SEED; performance.now() < end; seed++) {
      const random = randomSource(seed)
      const bytes = mutate(random, bytesOf(SEEDS[random(SEEDS.length)] ?? ''))
      const expected = parsed(bytes)
      const note = () => `seed ${seed}: ${JSON.stringify(textOf(bytes))}`
      try {
        const admitted = core.admit(bytes)
        expect(JSON.stringify(JSON.parse(textOf(admitted))), note()).toBe(expected)
        expect(textOf(core.admit(admitted)), note()).toBe(textOf(admitted))
        accepted++
      } catch (error) {
        if (!(error instanceof MaterializerError)) throw error
        expect(['request.not_json', 'limit.depth'], note()).toContain(error.code)
        if (!BEYOND_JSON.test(error.message)) expect(expected, `${error.message} ${note()}`).toBeUndefined()
        refused++
      }
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(20)
  })

  it(`damaged bytes given as trusted give a result or a typed refusal, from seed ${FIRST_SEED}`, () => {
    const end = performance.now() + BUDGET_MS
    let judged = 0
    for (let seed = FIRST_SEED; performance.now() < end; seed++, judged++) {
      const random = randomSource(seed)
      const base = mutate(random, bytesOf(SEEDS[random(SEEDS.length)] ?? ''))
      const patch = mutate(
        random,
        bytesOf('[{"op":"add","path":"/nodes/0/config/x/1","value":{"a":[1]}},{"op":"move","from":"/0","path":"/7"},{"op":"test","path":"","value":[[],{}]}]'),
      )
      try {
        core.materialize(base, [patch], { trusted: true })
        core.canonical(base)
      } catch (error) {
        expect(error, `seed ${seed}: ${textOf(patch)} on ${textOf(base)}`).toBeInstanceOf(MaterializerError)
        expect((error as MaterializerError).code, `seed ${seed}: ${String((error as MaterializerError).cause)} ${textOf(patch)} on ${textOf(base)}`).not.toBe(
          'internal.error',
        )
      }
    }
    expect(judged).toBeGreaterThan(20)
  })
})
