import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { CORPUS_MISSING, corpus } from './test-support/corpora.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

describe.each(VARIANTS)('RFC 8785 on %s', (variant) => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory(variant))()
  }, BUILD_TIMEOUT_MS)

  const canonical = (text: string) => textOf(core.canonical(core.admit(bytesOf(text))))

  it('gives the example of section 3.2.2', () => {
    const input =
      '{\n"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n"string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",\n"literals": [null, true, false]\n}'
    expect(canonical(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts keys by UTF-16 code units as in section 3.2.3', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    expect(canonical(JSON.stringify(Object.fromEntries(keys.map((key) => [key, key]))))).toBe(
      `{${['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'].map((key) => `${JSON.stringify(key)}:${JSON.stringify(key)}`).join(',')}}`,
    )
  })

  it('sorts by the value of a key, not its spelling, at every length', () => {
    const keys = [
      '',
      '"',
      '\\',
      '\b',
      '\t',
      '\u000b',
      '\u001f',
      ' ',
      '!',
      '#',
      '[',
      ']',
      '~',
      '\u007f',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10ffff}',
    ]
    const many = keys.flatMap((left) => keys.map((right) => left + right))
    const unique = [...new Set([...keys, ...many])]
    const shuffled = unique.map((key, index) => [(index * 7919) % unique.length, key] as const).sort(([left], [right]) => left - right)
    const sorted = [...unique].sort()
    expect(Object.keys(JSON.parse(canonical(JSON.stringify(Object.fromEntries(shuffled.map(([, key]) => [key, 0]))))))).toEqual(sorted)
  })

  it('is its own canonical form', () => {
    const once = canonical('{"b":[{"z":1,"y":{"d":1,"c":[]}}],"a":{}}')
    expect(once).toBe('{"a":{},"b":[{"y":{"c":[],"d":1},"z":1}]}')
    expect(canonical(once)).toBe(once)
  })

  it('refuses bytes that are no JSON', () => {
    expect(() => core.canonical(bytesOf('{"a":'))).toThrow(expect.objectContaining({ code: 'request.not_json' }))
    expect(() => core.canonical(bytesOf(''))).toThrow(expect.objectContaining({ code: 'request.not_json' }))
  })

  it('prints ten thousand random doubles as ECMAScript does', () => {
    const words = new BigUint64Array(10_000)
    let state = 88172645463325252n
    for (let index = 0; index < words.length; index++) {
      state ^= BigInt.asUintN(64, state << 13n)
      state ^= state >> 7n
      state ^= BigInt.asUintN(64, state << 17n)
      words[index] = state
    }
    const numbers = [...new Float64Array(words.buffer)].filter(Number.isFinite)
    const spelled = numbers.map((number) => (number % 2 < 1 ? number.toExponential(20) : JSON.stringify(number)))
    expect(canonical(`[${spelled.join(',')}]`)).toBe(JSON.stringify(numbers))
  })

  const folder = corpus('jcs')
  it.skipIf(!folder)(`the reference vectors (skipped where ${CORPUS_MISSING})`, () => {
    const inputs = join(folder ?? '', 'testdata/input')
    const files = readdirSync(inputs)
    expect(files.length).toBeGreaterThanOrEqual(6)
    for (const file of files) {
      const expected = readFileSync(join(folder ?? '', 'testdata/output', file))
      expect(core.canonical(core.admit(readFileSync(join(inputs, file)))), file).toEqual(new Uint8Array(expected))
    }
  })

  it.skipIf(!folder)(`the ten thousand reference numbers (skipped where ${CORPUS_MISSING})`, () => {
    const lines = readFileSync(join(folder ?? '', 'es6numbers-10k.txt'), 'utf8')
      .trim()
      .split('\n')
    expect(lines.length).toBeGreaterThan(9_000)
    const expected = lines.map((line) => line.split(',')[1] ?? '')
    expect(textOf(core.admit(bytesOf(`[${expected.join(',')}]`)))).toBe(`[${expected.join(',')}]`)
    const doubles = lines.map((line) => new Float64Array(new BigUint64Array([BigInt(`0x${line.split(',')[0]}`)]).buffer)[0] ?? Number.NaN)
    expect(textOf(core.admit(bytesOf(`[${doubles.map((double) => double.toExponential(25)).join(',')}]`)))).toBe(`[${expected.join(',')}]`)
    expect(jsonBytes(doubles)).toEqual(bytesOf(`[${expected.join(',')}]`))
  })
})
