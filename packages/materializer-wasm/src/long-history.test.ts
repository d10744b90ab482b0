import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoints.ts'
import { CoreInstance, completeLimits } from './core-instance.ts'
import type { Materializer } from './materializer.ts'
import { ResidentDocument } from './resident-document.ts'
import { randomPatch, randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, moduleOf, textOf, variantFactory } from './test-support/variants.ts'

/** Arena bytes a document of 60 nodes may take, however long its history. */
const LEAK_BOUND = 24 * 1024 * 1024

describe('a long history', () => {
  let make: () => Materializer
  let module: object
  beforeAll(async () => {
    make = await variantFactory('materializer')
    module = await WebAssembly.compile(new Uint8Array(readFileSync(moduleOf('materializer'))))
  }, BUILD_TIMEOUT_MS)

  it('does not grow over 100,000 patches, keeps few checkpoints and still knows every version', () => {
    const core = make()
    core.load(jsonBytes(workflowDocument(60)))
    let most = 0
    for (let round = 1; round <= 100_000; round++) {
      core.append([{ op: 'add', path: `/nodes/${round % 60}/position`, value: { x: round, y: round % 7 } }])
      if (round % 64 === 0) most = Math.max(most, core.residentBytes)
    }
    expect(core.count).toBe(100_000)
    expect(most).toBeLessThan(LEAK_BOUND)
    for (const version of [99_999, 50_000, 1, 0, 77_777, 100_000]) {
      core.seek(version)
      const [node] = JSON.parse(textOf(core.bytes())).nodes.slice(version % 60)
      if (version > 0) expect(node.position).toEqual({ x: version, y: version % 7 })
      expect(core.residentBytes).toBeLessThan(LEAK_BOUND)
    }
  }, 120_000)

  it('gives the same bytes and deltas whether a version lies before or behind a checkpoint', () => {
    const document = new ResidentDocument(() => new CoreInstance(module, completeLimits()), 7)
    const random = randomSource(17)
    document.load(jsonBytes(workflowDocument(30)), false)
    const versions = [textOf(document.bytes())]
    for (let patch = 0; patch < 300; patch++) {
      document.append(jsonBytes(randomPatch(random, JSON.parse(versions.at(-1) ?? ''))), false)
      versions.push(textOf(document.bytes()))
    }
    const reference = make()
    for (let step = 0; step < 300; step++) {
      const version = random(301)
      document.seek(version)
      expect([document.position, document.count]).toEqual([version, 300])
      expect(textOf(document.bytes()), `version ${version}`).toBe(versions[version])
      const other = random(301)
      const delta = document.delta(version, other)
      expect([delta.from, delta.to, document.position]).toEqual([version, other, other])
      expect(textOf(document.bytes())).toBe(versions[other])
    }
    document.seek(150)
    document.append(bytesOf('[{"op":"add","path":"/name","value":"elsewhere"}]'), false)
    expect(document.count).toBe(151)
    expect(() => document.seek(152)).toThrow(expect.objectContaining({ code: 'request.invalid' }))
    for (const version of [10, 151, 149, 0, 150]) {
      document.seek(version)
      const expected = reference.materialize(
        bytesOf(versions[Math.min(version, 150)] ?? ''),
        version === 151 ? [[{ op: 'add', path: '/name', value: 'elsewhere' }]] : [],
      )
      expect(textOf(document.bytes()), `version ${version} of the other future`).toBe(textOf(expected))
    }
  })

  it('thins checkpoints out by number and by bytes, and never loses the base', () => {
    const many = new Checkpoints(bytesOf('{}'), true, 1)
    for (let version = 1; version <= 1_000; version++) if (many.isDue(version)) many.add(version, bytesOf(`${version}`))
    expect(many.size).toBeGreaterThan(8)
    expect(many.size).toBeLessThanOrEqual(32)
    for (let version = 0; version <= 1_000; version += 9) {
      const { version: at } = many.nearest(version)
      expect(at).toBeLessThanOrEqual(version)
      expect(version - at).toBeLessThanOrEqual(128)
    }
    many.dropAfter(500)
    expect(many.nearest(1_000).version).toBeLessThanOrEqual(500)
    many.dropAfter(0)
    expect(many.nearest(1_000)).toEqual({ version: 0, bytes: bytesOf('{}'), trusted: true })
    const large = new Checkpoints(bytesOf('{}'), true, 1)
    for (let version = 1; version <= 8; version++) large.add(version, new Uint8Array(30 * 1024 * 1024))
    expect(large.size).toBeLessThanOrEqual(2)
    const larger = new Checkpoints(bytesOf('{}'), true, 1)
    larger.add(99, new Uint8Array(65 * 1024 * 1024))
    expect([larger.size, larger.nearest(99).version]).toEqual([0, 0])
  })

  it('a swollen core is opened again at a checkpoint and sees only what lies behind it', () => {
    const cores: CoreInstance[] = []
    const document = new ResidentDocument(() => {
      const core = new CoreInstance(module, completeLimits())
      cores.push(core)
      return core
    }, 100)
    document.load(jsonBytes({ name: 0 }), false)
    for (let version = 1; version <= 1_050; version++) document.append(jsonBytes([{ op: 'add', path: '/name', value: version }]), false)
    expect(document.window).toEqual([0, 1_050])
    const core = cores[0]
    if (!core) throw new Error('no core was made')
    const { used, reset } = core.exports
    let swollen = true
    const resetAndShrink = () => {
      swollen = false
      reset()
    }
    Object.defineProperty(core, 'exports', { value: { ...core.exports, used: () => (swollen ? 2 ** 31 : used()), reset: resetAndShrink } })
    document.seek(1_050)
    expect(document.window).toEqual([1_000, 1_050])
    document.seek(950)
    expect(document.window).toEqual([900, 950])
    document.seek(980)
    expect(document.window).toEqual([900, 980])
    expect(textOf(document.bytes())).toBe('{"name":980}')
    expect(cores).toHaveLength(1)
  })

  it('deltas of what was just appended never seek: after a seek the next patch measures the whole document', () => {
    let seeks = 0
    const document = new ResidentDocument(() => {
      const core = new CoreInstance(module, completeLimits())
      const { seek } = core.exports
      const counted = (version: number) => {
        seeks++
        return seek(version)
      }
      Object.defineProperty(core, 'exports', { value: { ...core.exports, seek: counted } })
      return core
    })
    document.load(jsonBytes(workflowDocument(5)), false)
    for (let version = 1; version <= 20; version++) {
      document.append(jsonBytes([{ op: 'add', path: '/name', value: version }]), false)
      expect(document.delta(version - 1, version).members.set).toEqual({ name: version })
    }
    expect(seeks).toBe(0)
    document.seek(3)
    expect(seeks).toBe(1)
  })
})
