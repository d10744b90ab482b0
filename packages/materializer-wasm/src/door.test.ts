import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { MaterializerError } from './materializer-error.ts'
import { CORPUS_MISSING, corpus } from './test-support/corpora.ts'
import { BUILD_TIMEOUT_MS, bytesOf, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

/** Input and what leaves the door. */
const REWRITTEN: Array<[input: string, output: string]> = [
  [' \t\r\n{ "b" : 1 , "a" : [ ] , "c" : { } } \n', '{"b":1,"a":[],"c":{}}'],
  ['[1.0,1e3,-0,-0.0,0.10,1E-7,100000000000000000000,1e21]', '[1,1000,0,0,0.1,1e-7,100000000000000000000,1e+21]'],
  ['[0.000001,0.0000012,0.0000001,1.5,-2.25,123456789012345,12345678901.2345]', '[0.000001,0.0000012,1e-7,1.5,-2.25,123456789012345,12345678901.2345]'],
  ['[9007199254740992,9007199254740994,123456789012345680000]', '[9007199254740992,9007199254740994,123456789012345680000]'],
  ['[0.1234567890123456789,5e-324,1e-400,1.7976931348623157e308]', '[0.12345678901234568,5e-324,0,1.7976931348623157e+308]'],
  ['"\\u0041\\/\\u00e9\\u20ac\\ud83d\\ude00\\u007f"', '"A/é€😀\u007f"'],
  ['"\\u0008\\u0009\\u000a\\u000c\\u000d\\u0022\\u005c\\u001F\\u000B\\u000f"', '"\\b\\t\\n\\f\\r\\"\\\\\\u001f\\u000b\\u000f"'],
  ['{"\\u0061":1,"\\u0062":{"\\u0063":[2.0]}}', '{"a":1,"b":{"c":[2]}}'],
  ['"é€😀"', '"é€😀"'],
  ['true', 'true'],
  ['null', 'null'],
]

const NOT_JSON = [
  '',
  ' ',
  '{',
  '}',
  '[',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1 2]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{,"a":1}',
  '{"a" 1}',
  '{a:1}',
  "{'a':1}",
  '{"a":1 "b":2}',
  '01',
  '-',
  '+1',
  '.5',
  '1.',
  '1.e1',
  '1e',
  '1e+',
  '0x1',
  '-01',
  'NaN',
  'Infinity',
  '-Infinity',
  '1_000',
  'tru',
  'truE',
  'nul',
  'falsee',
  '"',
  '"\\"',
  '"\\x"',
  '"\\u12"',
  '"\\u12g4"',
  '"\u0000"',
  '"\n"',
  '"\t"',
  '[1]]',
  '1 2',
  '\ufeff{}',
  '[1]\u0000',
  '{"a":1}{"b":2}',
  '\u00a01',
  '"a" "b"',
  '[[]',
  '{"a":[}',
  '/**/1',
  '1//',
]

const BAD_UTF8 = [
  [0x80],
  [0xff],
  [0xc0, 0xaf],
  [0xc1, 0xbf],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xf0, 0x80, 0x80, 0xaf],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xe2, 0x28, 0xa1],
]

describe.each(VARIANTS)('the door on %s', (variant) => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory(variant))()
  }, BUILD_TIMEOUT_MS)

  const admit = (text: string) => textOf(core.admit(bytesOf(text)))

  it.each(REWRITTEN)('[D-23] rewrites %j', (input, output) => {
    expect(admit(input)).toBe(output)
    expect(admit(output), 'admitting twice changes nothing').toBe(output)
    // -0 becomes 0 by the way.
    expect(JSON.stringify(JSON.parse(output))).toBe(JSON.stringify(JSON.parse(input)))
  })

  it.each(NOT_JSON)('[D-23] refuses %j', (input) => {
    expect(() => admit(input)).toThrow(expect.objectContaining({ code: 'request.not_json', byteOffset: expect.any(Number) }))
  })

  it.each(BAD_UTF8.map((bytes) => [bytes.map((byte) => byte.toString(16)).join(' '), bytes] as const))(
    '[D-23] refuses the bytes %s in a string',
    (_, bytes) => {
      for (const padding of [0, 13, 40]) {
        const input = new Uint8Array([0x22, ...new Array<number>(padding).fill(0x61), ...bytes, 0x22])
        expect(() => core.admit(input)).toThrow(expect.objectContaining({ code: 'request.not_json' }))
      }
    },
  )

  it.each(['"\\ud800"', '"\\udc00"', '"\\ud800x"', '"\\ud800\\u0041"', '"\\udc00\\ud800"', '{"\\ud800":1}'])(
    '[D-23] refuses the lone surrogate in %s',
    (input) => {
      expect(() => admit(input)).toThrow(expect.objectContaining({ code: 'request.not_json', message: expect.stringContaining('surrogate') }))
    },
  )

  it.each(['9007199254740993', '-9007199254740993', '1e400', '-1e400', '123456789012345678901234567890', `1${'0'.repeat(400)}`])(
    '[D-23] refuses %s, which a double cannot hold',
    (input) => {
      expect(() => admit(`[${input}]`)).toThrow(expect.objectContaining({ code: 'request.not_json', byteOffset: 1 }))
    },
  )

  it.each(['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"":1,"":2}', '{"x":{"k":[{"b":1,"c":2,"b":3}]}}', '{"\\u0061":1,"a":2}', '{"\\n":1,"\\u000a":1}'])(
    '[D-23] refuses the duplicate key in %s',
    (input) => {
      expect(() => admit(input)).toThrow(expect.objectContaining({ code: 'request.not_json', message: expect.stringContaining('twice') }))
    },
  )

  it.each([2, 16, 17, 18, 500])('[D-23] finds a duplicate among %i keys, plain or escaped, and none where there is none', (count) => {
    const members = Array.from({ length: count }, (_, index) => (index % 3 === 0 ? `"\\u006bey${index}":${index}` : `"key${index}":${index}`))
    expect(Object.keys(JSON.parse(admit(`{${members.join(',')}}`)))).toHaveLength(count)
    expect(() => admit(`{${members.join(',')},"key${count - 1}":0}`)).toThrow(expect.objectContaining({ code: 'request.not_json' }))
  })

  it('lets the same key stand in different objects', () => {
    expect(admit('{"a":{"a":[{"a":1},{"a":2}]}}')).toBe('{"a":{"a":[{"a":1},{"a":2}]}}')
  })

  it('keeps key order, also of integer-like keys', () => {
    expect(admit('{"2":1,"1":2,"a":3}')).toBe('{"2":1,"1":2,"a":3}')
  })

  it('does not write into the bytes given', () => {
    const input = bytesOf('{ "a" : 1.0 }')
    const before = input.slice()
    core.admit(input)
    expect(input).toEqual(before)
  })

  it('gives the same tokens as JSON.stringify for strings at every block boundary', () => {
    for (const special of ['"', '\\', '\n', '\u0001', 'é', '€', '😀', '/']) {
      for (let offset = 0; offset < 70; offset++) {
        const value = `${'a'.repeat(offset)}${special}${'b'.repeat(offset % 19)}`
        const escaped = `"${[...value].map((char) => [...char].length && Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0').toUpperCase()}`).join('')).join('')}"`
        expect(admit(escaped)).toBe(JSON.stringify(value))
        expect(admit(JSON.stringify(value))).toBe(JSON.stringify(value))
      }
    }
  })

  const suite = corpus('JSONTestSuite')
  it.skipIf(!suite)(`JSONTestSuite: y_ accepted but duplicate keys, n_ refused, i_ as JSON.parse or refused (skipped where ${CORPUS_MISSING})`, () => {
    const folder = join(suite ?? '', 'test_parsing')
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(300)
    for (const file of files) {
      const bytes = readFileSync(join(folder, file))
      const admitted = tryAdmit(core, bytes)
      if (file.startsWith('n_')) expect(admitted, file).toBeUndefined()
      else if (file.startsWith('y_')) expect(admitted === undefined, file).toBe(file.startsWith('y_object_duplicated_key'))
      else if (admitted !== undefined) expect(JSON.parse(admitted), file).toEqual(JSON.parse(textOf(bytes)))
    }
  })
})

function tryAdmit(core: Materializer, bytes: Uint8Array): string | undefined {
  try {
    return textOf(core.admit(bytes))
  } catch (error) {
    if (error instanceof MaterializerError && (error.code === 'request.not_json' || error.code === 'limit.depth')) return undefined
    throw error
  }
}
