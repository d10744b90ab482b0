import type { Operation } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MaterializerLimits } from './limits.ts'
import { DEFAULT_MATERIALIZER_LIMITS } from './limits.ts'
import { Materializer } from './materializer.ts'
import { compileMaterializer } from './node.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, moduleOf, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const add = (path: string, value: unknown): Operation => ({ op: 'add', path, value })

describe.each(VARIANTS)('caps on %s', (variant) => {
  beforeAll(async () => {
    await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)

  const capped = async (limits: Partial<MaterializerLimits>) => (await compileMaterializer({ wasm: moduleOf(variant), limits }))()

  it('maxDepth: at the cap yes, one more no, at the door and by every way a value comes in', async () => {
    const core = await capped({ maxDepth: 5 })
    const tooDeep = expect.objectContaining({ code: 'limit.depth' })
    expect(textOf(core.admit(bytesOf(nested(5))))).toBe(nested(5))
    expect(() => core.admit(bytesOf(nested(6)))).toThrow(tooDeep)
    expect(() => core.admit(bytesOf('['.repeat(100_000)))).toThrow(tooDeep)
    core.load(bytesOf('{"a":{"b":{}},"c":[[]]}'))
    core.append([add('/a/b/x', [[]])])
    expect(() => core.append([add('/a/b/x/0/-', [[]])])).toThrow(tooDeep)
    expect(() => core.append([{ op: 'copy', from: '/a', path: '/c/0/-' }])).toThrow(tooDeep)
    expect(() => core.append([{ op: 'move', from: '/c', path: '/a/b/x/0/-' }])).toThrow(tooDeep)
    expect(() => core.append([{ op: 'replace', path: '/a/b', value: [[[[]]]] }])).toThrow(tooDeep)
    core.append([{ op: 'replace', path: '/a/b', value: [[[]]] }])
    expect(textOf(core.bytes())).toBe('{"a":{"b":[[[]]]},"c":[[]]}')
    expect(core.count).toBe(2)
  })

  it('maxOperations: per patch, not per call', async () => {
    const core = await capped({ maxOperations: 3 })
    const operations = (count: number) => Array.from({ length: count }, () => add('/-', 1))
    core.load(bytesOf('[]'))
    core.append(operations(3))
    expect(() => core.append(operations(4))).toThrow(expect.objectContaining({ code: 'limit.operations', operationIndex: 3 }))
    expect(textOf(core.bytes())).toBe('[1,1,1]')
    expect(textOf(core.materialize(bytesOf('[]'), [operations(3), operations(3)]))).toBe('[1,1,1,1,1,1]')
    expect(() => core.materialize(bytesOf('[]'), [operations(1), operations(4)])).toThrow(expect.objectContaining({ code: 'limit.operations', patchIndex: 1 }))
  })

  it('maxPatchBytes', async () => {
    const patch = [add('/a', 'x'.repeat(50))]
    const size = jsonBytes(patch).length
    const roomy = await capped({ maxPatchBytes: size })
    const tight = await capped({ maxPatchBytes: size - 1 })
    roomy.load(bytesOf('{}'))
    tight.load(bytesOf('{}'))
    expect(roomy.append(patch)).toBe(1)
    expect(() => tight.append(patch)).toThrow(expect.objectContaining({ code: 'limit.bytes' }))
    expect(() => tight.append(jsonBytes(patch), { trusted: true })).toThrow(expect.objectContaining({ code: 'limit.bytes' }))
    roomy.materialize(bytesOf('{}'), [patch, patch])
    expect(() => tight.materialize(bytesOf('{}'), [patch])).toThrow(expect.objectContaining({ code: 'limit.bytes', patchIndex: 0 }))
  })

  it('maxDocumentBytes: coming in, growing at the door, and as the result of a patch', async () => {
    const core = await capped({ maxDocumentBytes: 20 })
    const tooLarge = expect.objectContaining({ code: 'limit.bytes' })
    expect(core.admit(bytesOf(`"${'x'.repeat(18)}"`))).toHaveLength(20)
    expect(() => core.admit(bytesOf(`"${'x'.repeat(19)}"`))).toThrow(tooLarge)
    expect(() => core.admit(bytesOf('[1e20]'))).toThrow(tooLarge)
    core.load(bytesOf('{"a":"12345678"}'))
    core.append([add('/a', '123456789012')])
    expect(core.bytes()).toHaveLength(20)
    expect(() => core.append([add('/a', '1234567890123')])).toThrow(tooLarge)
    expect(core.bytes()).toHaveLength(20)
    for (let round = 0; round < 50; round++) core.append([add('/a', `${round}`), add('/a', '123456789012')])
    core.seek(0)
    expect(() => core.append([add('/b', 'x')])).toThrow(tooLarge)
    core.append([add('/b', 1), { op: 'remove', path: '/a' }])
    expect(textOf(core.bytes())).toBe('{"b":1}')
    expect(() => core.materialize(bytesOf('{}'), [[add('/a', 'x'.repeat(12))], [add('/b', 1)]])).toThrow(
      expect.objectContaining({ code: 'limit.bytes', patchIndex: 1 }),
    )
  })

  it('maxCopiedBytes: the sum over one patch; doubling stops in time', async () => {
    const core = await capped({ maxCopiedBytes: 20 })
    const copy = (path: string): Operation => ({ op: 'copy', from: '/a', path })
    core.load(bytesOf('{"a":"12345678"}'))
    core.append([copy('/b'), copy('/c')])
    expect(() => core.append([copy('/d'), copy('/e'), copy('/f')])).toThrow(expect.objectContaining({ code: 'limit.bytes', operationIndex: 2 }))
    core.append([copy('/d'), copy('/e')])

    const doubling = await capped({})
    doubling.load(jsonBytes({ a: ['x'.repeat(1000)] }))
    const bomb = Array.from({ length: 40 }, (): Operation => ({ op: 'copy', from: '/a', path: '/a/-' }))
    expect(() => doubling.append(bomb)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^limit\./) }))
    expect(doubling.bytes()).toHaveLength(1010)
  })

  it('maxWorkBytes: bounds what a small patch can make of a large document, and leaves it as it was', async () => {
    const large = jsonBytes({ big: Array.from({ length: 1_000 }, (_, index) => ({ index })), text: 'x' })
    const moves = (count: number) =>
      Array.from(
        { length: count },
        (_, index): Operation => (index % 2 === 0 ? { op: 'move', from: '/big', path: '/other' } : { op: 'move', from: '/other', path: '/big' }),
      )
    const core = await capped({ maxWorkBytes: 100_000 })
    core.load(large)
    expect(core.append(moves(4))).toBe(1)
    const before = core.bytes()
    expect(() => core.append(moves(100))).toThrow(
      expect.objectContaining({ code: 'limit.operations', operationIndex: expect.any(Number), message: expect.stringContaining('maxWorkBytes') }),
    )
    expect(core.bytes()).toEqual(before)
    expect(core.append(moves(4)), 'the account is per patch').toBe(2)
  })

  it('maxWorkBytes: looking for the place of an insertion far behind counts', async () => {
    const core = await capped({ maxWorkBytes: 100_000 })
    const count = 200_000
    core.load(bytesOf(`[${'0,'.repeat(count - 1)}0]`))
    const insertions = (path: (index: number) => string) => Array.from({ length: 100 }, (_, index) => add(path(index), 1))
    expect(core.append(insertions(() => '/0'))).toBe(1)
    expect(core.append(insertions(() => '/-'))).toBe(2)
    expect(() => core.append(insertions(() => `/${count - 1}`))).toThrow(expect.objectContaining({ code: 'limit.operations' }))
    expect(core.count).toBe(2)
  })

  it('a hostile patch on a huge object ends when its account is empty, and changes nothing', async () => {
    const core = await capped({})
    const keys = Array.from({ length: 200_000 }, (_, index) => `k${index}`)
    core.load(bytesOf(`{${keys.map((key) => `"${key}":0`).join(',')}}`))
    const before = core.bytes()
    expect(() => core.append(keys.slice(0, 10_000).map((key): Operation => ({ op: 'remove', path: `/${key}` })))).toThrow(
      expect.objectContaining({ code: 'limit.operations' }),
    )
    expect(Buffer.from(core.bytes()).equals(before)).toBe(true)
  })

  it('refuses caps it cannot hold', async () => {
    await expect(capped({ maxDepth: 5000 })).rejects.toThrow(RangeError)
    for (const name of ['maxDocumentBytes', 'maxPatchBytes', 'maxCopiedBytes'] as const) {
      await expect(capped({ [name]: 2 ** 27 }), 'three of them would not fit the length of a value').rejects.toThrow(RangeError)
      await expect(capped({ [name]: 2 ** 27 - 1 })).resolves.toBeInstanceOf(Materializer)
    }
    await expect(capped({ maxOperations: -1 })).rejects.toThrow(RangeError)
    expect(Object.values(DEFAULT_MATERIALIZER_LIMITS).every((value) => value > 0)).toBe(true)
  })

  it('carries a document nested as deep as the default allows through every call', async () => {
    const core = await capped({})
    const depth = DEFAULT_MATERIALIZER_LIMITS.maxDepth
    const deepest = `{"a":${nested(depth - 1)},"b":${nested(depth - 1)}}`
    core.load(bytesOf(deepest))
    core.append([
      { op: 'test', path: '/a', value: JSON.parse(nested(depth - 1)) },
      { op: 'move', from: '/b', path: '/c' },
    ])
    expect(textOf(core.canonical(core.bytes()))).toBe(deepest.replace('"b"', '"c"'))
    expect(core).toBeInstanceOf(Materializer)
  })
})
