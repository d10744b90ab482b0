import type { Operation } from '@aob/schemas'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyDelta } from './apply-delta.ts'
import type { Materializer } from './materializer.ts'
import { randomPatch, randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

const add = (path: string, value: unknown): Operation => ({ op: 'add', path, value })

describe.each(VARIANTS)('a resident document on %s', (variant) => {
  let make: () => Materializer
  let core: Materializer
  beforeAll(async () => {
    make = await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)
  beforeEach(() => {
    core = make()
  })

  const text = () => textOf(core.bytes())

  it('appends, steps back and forth, and gives the identical bytes of every version', () => {
    const random = randomSource(11)
    core.load(jsonBytes(workflowDocument(40)))
    const versions = [text()]
    for (let patch = 0; patch < 60; patch++) {
      core.append(randomPatch(random, JSON.parse(versions.at(-1) ?? '')))
      versions.push(text())
    }
    expect(core.count).toBe(60)
    for (let step = 0; step < 300; step++) {
      const version = random(61)
      core.seek(version)
      expect(core.position).toBe(version)
      expect(text()).toBe(versions[version])
    }
  })

  it('keeps the order of keys through undo and redo', () => {
    core.load(bytesOf('{"a":1,"b":2,"c":3}'))
    core.append([{ op: 'remove', path: '/b' }])
    core.append([add('/b', 4)])
    core.append([{ op: 'move', from: '/a', path: '/d' }])
    expect(text()).toBe('{"c":3,"b":4,"d":1}')
    core.seek(0)
    expect(text()).toBe('{"a":1,"b":2,"c":3}')
    core.seek(2)
    expect(text()).toBe('{"a":1,"c":3,"b":4}')
  })

  it('drops undone versions when a patch is appended, and keeps them when it is refused', () => {
    core.load(bytesOf('[]'))
    for (const value of [1, 2, 3]) core.append([add('/-', value)])
    core.seek(1)
    expect(() => core.append([add('/-', 9), { op: 'remove', path: '/7' }])).toThrow(expect.objectContaining({ code: 'patch.index_invalid', operationIndex: 1 }))
    expect([core.position, core.count, text()]).toEqual([1, 3, '[1]'])
    core.seek(3)
    expect(text()).toBe('[1,2,3]')
    core.seek(1)
    expect(core.append([add('/-', 4)])).toBe(2)
    expect([core.position, core.count, text()]).toEqual([2, 2, '[1,4]'])
    core.seek(0)
    expect(text()).toBe('[]')
  })

  it('leaves every byte as it was when operation k of n fails', () => {
    const document = workflowDocument(12)
    const operations: Operation[] = [
      add('/nodes/-', { id: 'new' }),
      { op: 'remove', path: '/nodes/3' },
      { op: 'move', from: '/nodes/0', path: '/nodes/5' },
      { op: 'copy', from: '/nodes/2/config', path: '/nodes/4/config' },
      { op: 'replace', path: '/name', value: 'other' },
      add('/nodes/1/config/added', [1, { deep: true }]),
      { op: 'remove', path: '/edges' },
      { op: 'replace', path: '', value: { nodes: [] } },
    ]
    const failing: Operation = { op: 'test', path: '/nodes', value: 'never' }
    core.load(jsonBytes(document))
    core.append([add('/settings', {})])
    const before = text()
    for (let at = 0; at <= operations.length; at++) {
      const patch = [...operations.slice(0, at), failing, ...operations.slice(at)]
      expect(() => core.append(patch)).toThrow(expect.objectContaining({ code: 'patch.test_failed', operationIndex: at, pointer: '/nodes' }))
      expect(text()).toBe(before)
    }
    core.seek(0)
    expect(text()).toBe(JSON.stringify(document))
    core.seek(1)
    expect(text()).toBe(before)
  })

  it('refuses versions that do not exist and calls before a document is loaded', () => {
    expect(() => core.bytes()).toThrow(expect.objectContaining({ code: 'resource.not_found' }))
    core.load(bytesOf('{}'))
    for (const version of [-1, 1, 0.5, Number.NaN]) expect(() => core.seek(version)).toThrow(expect.objectContaining({ code: 'request.invalid' }))
    expect(() => core.delta(0, 1)).toThrow(expect.objectContaining({ code: 'request.invalid' }))
  })

  it('keeps the present document when new bytes are refused', () => {
    core.load(bytesOf('{"a":1}'))
    expect(() => core.load(bytesOf('{"a":'))).toThrow(expect.objectContaining({ code: 'request.not_json' }))
    expect(text()).toBe('{"a":1}')
  })

  it('is not touched by stateless calls', () => {
    core.load(bytesOf('{"a":1}'))
    core.append([add('/b', 2)])
    core.materialize(bytesOf('[]'), [[add('/-', 1)]])
    core.admit(bytesOf('[1]'))
    core.canonical(bytesOf('{"b":1,"a":2}'))
    expect(text()).toBe('{"a":1,"b":2}')
  })

  it('copies are independent of their original, before and after', () => {
    core.load(bytesOf('{"a":{"x":[1]},"b":0}'))
    core.append([add('/a/x/-', 2), { op: 'copy', from: '/a', path: '/b' }, add('/a/x/-', 3), add('/b/x/0', 9)])
    expect(text()).toBe('{"a":{"x":[1,2,3]},"b":{"x":[9,1,2]}}')
  })

  it('tests compare by value whatever the order of keys', () => {
    core.load(bytesOf('{"a":{"x":[1,{"p":"\\u0041","q":null}],"y":1.0}}'))
    const value = { y: 1, x: [1, { q: null, p: 'A' }] }
    expect(core.append([{ op: 'test', path: '/a', value }])).toBe(1)
    for (const other of [{ ...value, z: 1 }, { y: 1, x: [1, { q: null, p: 'B' }] }, { y: '1', x: value.x }, { x: value.x }, [value], null]) {
      expect(() => core.append([{ op: 'test', path: '/a', value: other }])).toThrow(expect.objectContaining({ code: 'patch.test_failed' }))
    }
  })

  it('serves objects above and below the size where keys are indexed', () => {
    const members: Array<readonly [string, number]> = Array.from({ length: 15 }, (_, index) => [`k${index}`, index] as const)
    core.load(jsonBytes(Object.fromEntries(members)))
    const mirror = new Map(members)
    const random = randomSource(5)
    for (let round = 0; round < 400; round++) {
      const key = `k${random(60)}`
      if (mirror.has(key) && random(2) === 0) {
        core.append([{ op: 'remove', path: `/${key}` }])
        mirror.delete(key)
      } else {
        core.append([add(`/${key}`, round)])
        mirror.set(key, round)
      }
      expect(text()).toBe(JSON.stringify(Object.fromEntries(mirror)))
    }
    core.seek(0)
    expect(text()).toBe(JSON.stringify(Object.fromEntries(members)))
    core.seek(400)
    expect(text()).toBe(JSON.stringify(Object.fromEntries(mirror)))
  })

  it('[D-37] deltas between any two versions bring a mirror from one to the other', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomSource(seed)
      core.load(jsonBytes(workflowDocument(random(300))))
      const versions: unknown[] = [JSON.parse(text())]
      for (let patch = 0; patch < 40; patch++) {
        core.append(randomPatch(random, versions.at(-1)))
        versions.push(JSON.parse(text()))
      }
      for (let pair = 0; pair < 60; pair++) {
        const from = random(41)
        const to = random(41)
        const delta = core.delta(from, to)
        expect([delta.from, delta.to, core.position]).toEqual([from, to, to])
        const mirrored = textOf(core.canonical(jsonBytes(applyDelta(versions[from], delta))))
        expect(mirrored, `seed ${seed}, ${from} to ${to}`).toBe(textOf(core.canonical(core.bytes())))
      }
    }
  })

  it('names what changed by id and field, and nothing else', () => {
    core.load(jsonBytes(workflowDocument(3)))
    core.append([
      add('/nodes/1', { id: 'inserted', type: 'http' }),
      { op: 'replace', path: '/nodes/0/config/value', value: 'changed' },
      { op: 'remove', path: '/nodes/3' },
      { op: 'remove', path: '/nodes/2/position' },
      add('/description', 'text'),
      { op: 'replace', path: '/edges/0/to', value: 'n0' },
    ])
    const delta = core.delta(0, 1)
    expect(delta.nodes).toEqual({
      added: [{ id: 'inserted', index: 1, value: { id: 'inserted', type: 'http' } }],
      removed: ['n2'],
      changed: [
        { id: 'n0', set: { config: { value: 'changed', list: [0, { deep: [0] }] } }, unset: [] },
        { id: 'n1', set: {}, unset: ['position'] },
      ],
    })
    expect(delta.edges).toEqual({ added: [], removed: [], changed: [{ id: 'e0', set: { to: 'n0' }, unset: [] }] })
    expect(delta.members).toEqual({ set: { description: 'text' }, unset: [] })
    expect(core.delta(1, 1)).toEqual({
      from: 1,
      to: 1,
      nodes: { added: [], removed: [], changed: [] },
      edges: { added: [], removed: [], changed: [] },
      members: { set: {}, unset: [] },
    })
  })

  it('a delta that changes nothing leaves any document as it is, also one that is no object', () => {
    for (const document of ['text', [1], null, { nodes: [] }]) {
      core.load(jsonBytes(document))
      expect(applyDelta(document, core.delta(0, 0))).toBe(document)
    }
  })

  it('a delta by id passes over neighbours that have none', () => {
    const document = { nodes: [null, { id: 'a', x: 1 }, 'text', 7], edges: [] }
    core.load(jsonBytes(document))
    core.append([{ op: 'replace', path: '/nodes/1/x', value: 2 }])
    expect(applyDelta(document, core.delta(0, 1))).toEqual({ nodes: [null, { id: 'a', x: 2 }, 'text', 7], edges: [] })
  })

  it('reports a section without unique ids as a member, and a root that is no object whole', () => {
    core.load(bytesOf('{"nodes":[{"id":"a"},{"id":"a"}],"edges":[1]}'))
    core.append([add('/edges/-', 2)])
    core.append([{ op: 'replace', path: '/nodes', value: [{ id: 'a' }, { id: 'a' }, 3] }])
    core.append([{ op: 'replace', path: '', value: [1] }])
    expect(core.delta(0, 1).members.set).toEqual({ edges: [1, 2] })
    expect(core.delta(1, 2).members.set).toEqual({ nodes: [{ id: 'a' }, { id: 'a' }, 3] })
    expect(core.delta(2, 3).root).toEqual([1])
    expect(core.delta(3, 0).root).toEqual({ nodes: [{ id: 'a' }, { id: 'a' }], edges: [1] })
  })
})
