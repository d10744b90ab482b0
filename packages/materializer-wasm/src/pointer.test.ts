import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { MaterializerError } from './materializer-error.ts'
import { CORPUS_MISSING, corpus } from './test-support/corpora.ts'
import { BUILD_TIMEOUT_MS, jsonBytes, textOf, variantFactory } from './test-support/variants.ts'

const RFC6901_DOCUMENT = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 }
/** RFC 6901, section 5. */
const RFC6901_CASES: Array<[pointer: string, value: unknown]> = [
  ['', RFC6901_DOCUMENT],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
]

describe('JSON Pointers', () => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory('materializer'))()
  }, BUILD_TIMEOUT_MS)

  const patch = (document: unknown, ...operations: Operation[]) => JSON.parse(textOf(core.materialize(jsonBytes(document), [operations])))

  it.each(RFC6901_CASES)('finds %j of RFC 6901 section 5', (path, value) => {
    expect(patch(RFC6901_DOCUMENT, { op: 'test', path, value })).toEqual(RFC6901_DOCUMENT)
    expect(() => patch(RFC6901_DOCUMENT, { op: 'test', path, value: 'another' })).toThrow(expect.objectContaining({ code: 'patch.test_failed', pointer: path }))
  })

  it.each(['foo', '/a~', '/a~2b', '/~', 'x/y'])('refuses %j as no pointer', (path) => {
    expect(() => patch({ foo: 1 }, { op: 'add', path, value: 1 })).toThrow(expect.objectContaining({ code: 'patch.path_invalid', pointer: path }))
  })

  it('undoes ~1 before ~0, so ~01 names the key ~1', () => {
    expect(patch({ '~1': 1 }, { op: 'remove', path: '/~01' })).toEqual({})
  })

  it.each(['01', '-1', '1.0', '1e0', '+1', '', '18446744073709551617', '4294967296', '3'])('refuses %j as an index of an array of two', (index) => {
    expect(() => patch([1, 2], { op: 'add', path: `/${index}`, value: 0 })).toThrow(expect.objectContaining({ code: 'patch.index_invalid' }))
  })

  it('takes - only where something is added', () => {
    expect(patch([1], { op: 'add', path: '/-', value: 2 })).toEqual([1, 2])
    for (const op of ['remove', 'replace', 'test'] as const) {
      expect(() => patch([1], { op, path: '/-', value: 1 } as Operation)).toThrow(expect.objectContaining({ code: 'patch.index_invalid' }))
    }
  })

  it('names `from` when that is what is missing', () => {
    expect(() => patch({ a: 1 }, { op: 'copy', from: '/b', path: '/c' })).toThrow(
      expect.objectContaining({ code: 'patch.path_missing', pointer: '/b', operationIndex: 0 }),
    )
  })

  it('finds keys and values spelled with every kind of escape', () => {
    const key = 'q"b\\s/t~\u0001\n\u007f\u2028é😀'
    const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    expect(patch({ [key]: 1, other: 2 }, { op: 'replace', path: pointer, value: key }, { op: 'test', path: pointer, value: key })).toEqual({
      [key]: key,
      other: 2,
    })
    expect(patch({}, { op: 'add', path: pointer, value: 1 })).toEqual({ [key]: 1 })
  })

  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']
  it.each(names)('treats %s as an ordinary key', (name) => {
    const own = (value: unknown) => JSON.stringify({ foo: 1 }).replace('}', `,${JSON.stringify(name)}:${JSON.stringify(value)}}`)
    const added = core.materialize(jsonBytes({ foo: 1 }), [[{ op: 'add', path: `/${name}`, value: { polluted: true } }]])
    expect(textOf(added)).toBe(own({ polluted: true }))
    expect(textOf(core.materialize(added, [[{ op: 'remove', path: `/${name}/polluted` }]]))).toBe(own({}))
    for (const op of [
      { op: 'remove', path: `/${name}` },
      { op: 'test', path: `/${name}`, value: 1 },
      { op: 'copy', from: `/${name}`, path: '/stolen' },
      { op: 'add', path: `/${name}/x`, value: 1 },
    ] as Operation[]) {
      expect(() => patch({ foo: 1 }, op)).toThrow(expect.objectContaining({ code: 'patch.path_missing' }))
    }
    expect('polluted' in {}).toBe(false)
  })

  const folder = corpus('json-pointer')
  it.skipIf(!folder)(`pointers of the corpus (skipped where ${CORPUS_MISSING})`, () => {
    const { doc, string_ok, must_fail } = JSON.parse(readFileSync(join(folder ?? '', 'pointers.json'), 'utf8')) as {
      doc: unknown
      string_ok: Array<[string, unknown]>
      must_fail: Array<[string, string]>
    }
    expect(string_ok.length).toBeGreaterThan(10)
    for (const [path] of must_fail) expect(() => patch(doc, { op: 'remove', path }), path).toThrow(MaterializerError)
    for (const [path, value] of string_ok) expect(patch(doc, { op: 'test', path, value })).toEqual(doc)
  })
})
