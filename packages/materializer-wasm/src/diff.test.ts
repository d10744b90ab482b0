import { operationsBetween } from '@aob/ir'
import type { Operation, Workflow } from '@aob/schemas'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { type RandomSource, randomPatch, randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

describe.each(VARIANTS)('the patch between two documents on %s', (variant) => {
  let make: () => Materializer
  let core: Materializer
  beforeAll(async () => {
    make = await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)
  beforeEach(() => {
    core = make()
  })

  const canonical = (bytes: Uint8Array) => textOf(core.canonical(bytes))
  const between = (before: unknown, after: unknown) => core.diff(jsonBytes(before), jsonBytes(after))
  /** The operations, after making sure that they do what they are for. */
  function proven(before: unknown, after: unknown): Operation[] {
    const operations = between(before, after)
    expect(canonical(core.materialize(jsonBytes(before), [operations]))).toBe(canonical(jsonBytes(after)))
    return operations
  }

  it('is empty for equal values, whatever the order of keys and the whitespace', () => {
    expect(core.diff(bytesOf('{"a":1,"nodes":[{"id":"x","b":[2]}]}'), bytesOf(' {"nodes" : [ {"b":[2.0],"id":"\\u0078"} ], "a":1}'))).toEqual([])
  })

  it('goes as deep as the difference and escapes keys', () => {
    const document = (value: unknown) => ({ nodes: [{ id: 'a', config: { 'x/y~z"': { keep: [1], deep: value } } }] })
    expect(proven(document(1), document('two'))).toEqual([{ op: 'replace', path: '/nodes/0/config/x~1y~0z"/deep', value: 'two' }])
  })

  it('knows elements by id: what stands elsewhere only because of others is not named', () => {
    const nodes = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id, config: { of: id } })), edges: [] })
    expect(proven(nodes('a', 'b', 'c', 'd'), nodes('b', 'new', 'c', 'd'))).toEqual([
      { op: 'remove', path: '/nodes/0' },
      { op: 'add', path: '/nodes/1', value: { id: 'new', config: { of: 'new' } } },
    ])
  })

  it('moves as few elements as possible', () => {
    const nodes = (ids: string) => ({ nodes: [...ids].map((id) => ({ id })) })
    expect(proven(nodes('abcdef'), nodes('fabcde'))).toEqual([{ op: 'move', from: '/nodes/5', path: '/nodes/0' }])
    expect(proven(nodes('abcdef'), nodes('bcdefa'))).toEqual([{ op: 'move', from: '/nodes/0', path: '/nodes/5' }])
    expect(proven(nodes('abcdef'), nodes('edcbaf'))).toHaveLength(4)
  })

  it('replaces a section in which more than 1,000 elements have moved, and not one with fewer', () => {
    const reversed = (count: number) => {
      const nodes = Array.from({ length: count }, (_, index) => ({ id: `n${index}` }))
      return proven({ nodes }, { nodes: nodes.toReversed() })
    }
    expect(reversed(1_001)).toHaveLength(1_000)
    expect(reversed(1_002)).toEqual([expect.objectContaining({ op: 'replace', path: '/nodes' })])
  })

  it('serves documents that are no workflows', () => {
    const documents: unknown[] = [null, 1, 'x', [], [1, 2, 3], [1, 3], {}, { nodes: 1 }, { nodes: [{ id: 'a' }, { id: 'a' }] }, { nodes: [1], edges: {} }]
    for (const before of documents) for (const after of documents) proven(before, after)
  })

  it('refuses what is not JSON on either side, and more bytes than the cap', () => {
    expect(() => core.diff(bytesOf('{'), bytesOf('{}'))).toThrow(expect.objectContaining({ code: 'request.not_json' }))
    expect(() => core.diff(bytesOf('{}'), bytesOf('{'))).toThrow(expect.objectContaining({ code: 'request.not_json' }))
    expect(() => core.diff(bytesOf('{"a":[1'), bytesOf('{"a":[2'), { trusted: true })).toThrow(expect.objectContaining({ code: 'request.not_json' }))
  })

  it('means the same as the diff of the pure core, which ignores the order of elements', () => {
    for (let seed = 0; seed < 150; seed++) {
      const random = randomSource(seed)
      const before = workflowDocument(random(12)) as unknown as Workflow
      const after = edited(random, before)
      const reference = operationsBetween(before, after)
      const ours = proven(before, after)
      const sorted = (operations: Operation[]) => byId(JSON.parse(textOf(core.materialize(jsonBytes(before), [operations]))))
      expect(canonical(jsonBytes(sorted(ours))), `seed ${seed}`).toBe(canonical(jsonBytes(sorted(reference))))
    }
  })

  it('squashes chains and takes them back, leaving the document where it stands', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomSource(seed)
      core.load(jsonBytes(workflowDocument(random(80))))
      const versions = [textOf(core.bytes())]
      for (let patch = 0; patch < 40; patch++) {
        core.append(randomPatch(random, JSON.parse(versions.at(-1) ?? '')))
        versions.push(textOf(core.bytes()))
      }
      const at = (version: number) => bytesOf(versions[version] ?? '')
      for (let pair = 0; pair < 60; pair++) {
        const from = random(41)
        const to = random(41)
        const squashed = core.squash(from, to)
        expect([core.position, core.count]).toEqual([40, 40])
        expect(canonical(core.materialize(at(from), [squashed])), `seed ${seed}, ${from} to ${to}`).toBe(canonical(at(to)))
      }
      for (let version = 1; version <= 40; version++) {
        expect(canonical(core.materialize(at(version), [core.inverse(version)]))).toBe(canonical(at(version - 1)))
      }
    }
    expect(() => core.inverse(0)).toThrow(expect.objectContaining({ code: 'request.invalid' }))
  })
})

/** Another workflow: elements removed, changed, added and shuffled about. */
function edited(random: RandomSource, workflow: Workflow): Workflow {
  const after = structuredClone(workflow)
  after.nodes = after.nodes.filter(() => random(5) > 0)
  for (const node of after.nodes) {
    if (random(3) === 0) node.position = { x: random(50), y: random(50) }
    if (random(3) === 0) node.config = { ...node.config, list: Array.from({ length: random(4) }, () => random(3)) }
  }
  const last = after.nodes.pop()
  if (last) after.nodes.splice(random(after.nodes.length + 1), 0, last)
  after.nodes.splice(random(after.nodes.length + 1), 0, { id: 'added', type: 'http', position: { x: 1, y: 2 } })
  after.edges = after.edges.filter(() => random(3) > 0)
  after.name = `named ${random(3)}`
  return after
}

function byId(workflow: Workflow): Workflow {
  const order = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)
  return { ...workflow, nodes: workflow.nodes.toSorted(order), edges: workflow.edges.toSorted(order) }
}
