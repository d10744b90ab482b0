import { readFileSync } from 'node:fs'
import type { Operation } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import { CoreInstance, completeLimits } from './core-instance.ts'
import type { Materializer } from './materializer.ts'
import { ResidentDocument } from './resident-document.ts'
import { randomPatch, randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, moduleOf, textOf, variantFactory } from './test-support/variants.ts'
import type { WasmModule } from './wasm-host.ts'

/** Memory one document of this size may take, whatever was done to it (bytes). */
const LEAK_BOUND = 40 * 1024 * 1024

describe('a document outlives its instance', () => {
  let make: () => Materializer
  let module: WasmModule
  beforeAll(async () => {
    make = await variantFactory('materializer')
    module = await WebAssembly.compile(new Uint8Array(readFileSync(moduleOf('materializer'))))
  }, BUILD_TIMEOUT_MS)

  /** A resident document whose instances can be made to trap. */
  function trappable() {
    const cores: CoreInstance[] = []
    const document = new ResidentDocument(() => {
      const core = new CoreInstance(module, completeLimits())
      cores.push(core)
      return core
    })
    /** The next call into the newest instance traps for real, in the core: a version beyond the newest is unreachable code. */
    const breakNewest = () => {
      const core = cores.at(-1)
      if (!core) throw new Error('no core yet')
      const { seek } = core.exports
      Object.defineProperty(core, 'exports', {
        value: { ...core.exports, append: () => seek(1_000_000), delta: () => seek(1_000_000), seek: () => seek(1_000_000) },
      })
    }
    return { document, cores, breakNewest }
  }

  const add = (value: number) => jsonBytes([{ op: 'add', path: '/-', value } satisfies Operation])

  it('[D-37] surfaces a trap as a typed error and goes on from base and log', () => {
    const { document, cores, breakNewest } = trappable()
    document.load(bytesOf('[]'), false)
    document.append(add(1), false)
    document.append(add(2), false)
    document.seek(1)
    breakNewest()
    expect(() => document.append(add(3), false)).toThrow(expect.objectContaining({ name: 'MaterializerError', code: 'internal.error' }))
    expect([document.position, document.count]).toEqual([1, 2])
    expect(textOf(document.bytes())).toBe('[1]')
    expect(cores).toHaveLength(2)
    document.seek(2)
    expect(textOf(document.bytes())).toBe('[1,2]')
    document.append(add(3), false)
    expect(textOf(document.bytes())).toBe('[1,2,3]')
    breakNewest()
    expect(() => document.delta(0, 3)).toThrow(expect.objectContaining({ code: 'internal.error' }))
    expect(document.delta(0, 3).members.set).toEqual({})
    expect(textOf(document.bytes())).toBe('[1,2,3]')
  })

  it('survives input that exhausts the stack of the core', () => {
    const core = make()
    core.load(bytesOf('{"a":1}'))
    const bottomless = bytesOf('['.repeat(200_000) + ']'.repeat(200_000))
    expect(() => core.canonical(bottomless)).toThrow(expect.objectContaining({ code: 'internal.error' }))
    expect(textOf(core.canonical(bytesOf('{"b":1,"a":2}')))).toBe('{"a":2,"b":1}')
    expect(textOf(core.bytes())).toBe('{"a":1}')
  })

  it('does not grow over thousands of patches, refusals, steps and deltas', () => {
    const core = make()
    const random = randomSource(3)
    core.load(jsonBytes(workflowDocument(200)))
    for (let round = 0; round < 6_000; round++) {
      if (core.count > 50) core.seek(20)
      core.append(
        randomPatch(random, { nodes: new Array(150).fill(0) })
          .slice(0, 1)
          .map(small),
      )
      if (round % 3 === 0) core.delta(random(core.count + 1), core.count)
      if (round % 5 === 0)
        expect(() =>
          core.append([
            { op: 'add', path: '/nodes/0', value: { id: 'x' } },
            { op: 'remove', path: '/missing' },
          ]),
        ).toThrow()
      expect(core.residentBytes).toBeLessThan(LEAK_BOUND)
    }
    expect(core.bytes().length).toBeGreaterThan(1000)
  }, 60_000)

  it('hands bytes in place to readers that may themselves materialize', () => {
    const core = make()
    const base = jsonBytes(workflowDocument(50))
    const rename = (name: string): Operation[] => [{ op: 'add', path: '/name', value: name }]
    const [outer, inner] = core.materializeInPlace(base, [rename('outer')], (bytes) => {
      const nested = core.materialize(base, [rename('inner')])
      return [textOf(bytes), textOf(nested), core.canonical(bytes)] as const
    })
    expect(outer).toBe(textOf(core.materialize(base, [rename('outer')])))
    expect(inner).toBe(textOf(core.materialize(base, [rename('inner')])))
    core.load(base)
    expect(core.readBytes(textOf)).toBe(textOf(core.bytes()))
    expect(() => core.materializeInPlace(base, [[{ op: 'remove', path: '/nowhere' }]], textOf)).toThrow(
      expect.objectContaining({ patchIndex: 0, operationIndex: 0 }),
    )
  })

  it('stateless calls reuse one core without growing', () => {
    const core = make()
    const base = jsonBytes(workflowDocument(500))
    const first = textOf(core.materialize(base, [[{ op: 'remove', path: '/nodes/3' }]]))
    for (let round = 0; round < 2_000; round++) core.materialize(base, [[{ op: 'remove', path: '/nodes/3' }]], { trusted: true })
    expect(textOf(core.materialize(base, [[{ op: 'remove', path: '/nodes/3' }]]))).toBe(first)
  }, 60_000)
})

/** Keeps random patches to ones that fit any document of the leak test. */
function small(operation: Operation): Operation {
  return operation.path.startsWith('/nodes') || operation.path === '' ? { op: 'add', path: '/name', value: operation.path } : operation
}
