import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NO_NODE } from './graph-view.ts'
import type { Materializer } from './materializer.ts'
import { randomPatch, randomSource, workflowDocument } from './test-support/random-patches.ts'
import { BUILD_TIMEOUT_MS, bytesOf, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

type Json = Record<string, unknown>
const EVERYWHERE = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 }

describe.each(VARIANTS)('the graph of a resident document on %s', (variant) => {
  let make: () => Materializer
  let core: Materializer
  beforeAll(async () => {
    make = await variantFactory(variant)
  }, BUILD_TIMEOUT_MS)
  beforeEach(() => {
    core = make()
  })

  const at = (x: unknown, y: unknown) => ({ position: { x, y } })

  it('shows the nodes of a rectangle with its border, in document order', () => {
    const nodes = [at(0, 0), at(10, 20), at(10.001, 20), at(-0.5, 3), at(9.999, 19.5), {}, at('5', 5), at(5, null), null, 7, at(1e1, 2e-1)]
    core.load(jsonBytes({ nodes }))
    expect(core.viewport({ left: 0, top: 0, right: 10, bottom: 20 })).toEqual([at(0, 0), at(10, 20), at(9.999, 19.5), at(10, 0.2)])
    expect(core.viewport({ left: -0.5, top: 3, right: -0.5, bottom: 3 })).toEqual([at(-0.5, 3)])
    expect(core.viewport({ left: 1, top: 1, right: 0, bottom: 0 })).toEqual([])
    expect(core.viewport({ left: Number.NaN, top: 0, right: 9, bottom: 9 })).toEqual([])
  })

  it('reads coordinates as JSON.parse does', () => {
    const random = randomSource(9)
    const numbers = [0, -0.1, 1e7, -1e7, 123456.789, 0.1, 1 / 3, 2 / 3e5, 1e21, 5e-7, 1.7976931348623157e308, 5e-324, 9007199254740992]
    for (let index = 0; index < 400; index++) numbers.push((random(2 ** 30) - 2 ** 29) / 2 ** random(20))
    // One order is read from behind, the other from the front.
    core.load(jsonBytes({ nodes: numbers.map((x, y) => ({ id: `n${y}`, position: y % 2 === 0 ? { y, x } : { x, y } })) }))
    const { positions } = core.graph()
    for (const [index, x] of numbers.entries()) {
      const read = positions[index * 2] ?? Number.NaN
      if (Math.abs(x) < 1e-300 || Math.abs(x) > 1e300) continue
      expect(Math.abs(read - x), `${x}`).toBeLessThanOrEqual(Math.abs(x) * 2 ** -51)
      if (`${x}`.length < 16) expect(read).toBe(x)
    }
  })

  it('is not misled by what looks like a position', () => {
    const real = { x: 5, y: 6 }
    const nodes = [
      { 'a"position': { x: 1, y: 2 } },
      { 'a\\"position': { x: 1, y: 2 }, position: real },
      { ',"position': { x: 1, y: 2 } },
      { text: '"position":{"x":1,"y":2}', position: real },
      { text: '"position":{"x":1,"y":2}}', config: { a: '{"position":{"x":1,"y":2}}' } },
      { config: { position: { x: 1, y: 2 } }, position: real },
      { position: real, config: { position: { x: 1, y: 2 } }, more: [{ position: { x: 1, y: 2 } }] },
      { position: { x: { x: 1, y: 2 }, y: 1 } },
      { position: { z: 0, x: 5, y: 6 } },
      { position: { x: 5, y: 6, z: 0 } },
      { position: { x: '1', y: 2 } },
      { position: { x: 1, y: 2, y2: { x: 1, y: 2 } } },
      { position: [{ x: 1, y: 2 }] },
      { positions: { x: 1, y: 2 }, position: { 'x"': 1, x: 5, y: 6 } },
      [{ position: { x: 1, y: 2 } }],
      ['position', { x: 1, y: 2 }],
      { position: { x: -0.5, y: 1.5e300 } },
      { position: {} },
      { position: { y: 2 } },
    ]
    core.load(jsonBytes({ nodes }))
    const positions = nodes.map((node) => ('position' in node ? (node.position as { x?: unknown; y?: unknown }) : {}))
    const axis = (value: unknown) => (typeof value === 'number' ? value : Number.NaN)
    expect([...core.graph().positions].map((value) => Number(value.toPrecision(12)))).toEqual(positions.flatMap(({ x, y }) => [axis(x), axis(y)]))
    expect(core.viewport({ left: 5, top: 6, right: 5, bottom: 6 })).toEqual(nodes.filter((_, index) => positions[index]?.x === 5 && positions[index]?.y === 6))
    expect(core.viewport({ left: 1, top: 2, right: 1, bottom: 2 })).toEqual([{ position: { x: 1, y: 2, y2: { x: 1, y: 2 } } }])
  })

  it('equals what JavaScript makes of the same document, at every version, reserving nothing', () => {
    for (const seed of [1, 2, 3, 4]) {
      const random = randomSource(seed)
      core.load(jsonBytes(workflowDocument(random(150))))
      for (let patch = 0; patch < 30; patch++) {
        core.append(randomPatch(random, JSON.parse(textOf(core.bytes()))))
        if (random(4) === 0) core.seek(random(core.count + 1))
        const document: Json = JSON.parse(textOf(core.bytes()))
        // The first look opens the root.
        core.viewport({ left: 0, top: 0, right: 0, bottom: 0 })
        const before = core.residentBytes
        expect(plain(core.graph())).toEqual(expectedGraph(document))
        const rectangle = { left: random(500), top: 0, right: 500 + random(800), bottom: 1 }
        expect(core.viewport(rectangle)).toEqual(inside(document, rectangle))
        expect(core.residentBytes).toBe(before)
        expect(core.materializeViewport(core.bytes(), [[{ op: 'add', path: '/name', value: 1 }]], rectangle)).toEqual(inside(document, rectangle))
      }
    }
  })

  it('knows dangling ends, missing ids and types, double ids, and documents without a graph', () => {
    const node = { type: 'http', id: 'a' }
    const edges = [{ id: 'e', from: 'a', to: 'nowhere' }, { from: 7, to: 'a' }, 'text']
    core.load(jsonBytes({ edges, nodes: [node, { id: 'a' }, { type: 'http' }, { id: 'q"', type: 'x/y' }, null] }))
    const graph = core.graph()
    expect(graph.nodeIds).toEqual(['a', 'a', null, 'q"', null])
    expect(graph.edgeIds).toEqual(['e', null, null])
    expect(graph.types).toEqual(['http', 'x/y'])
    expect([...graph.nodeTypes]).toEqual([0, NO_NODE, 0, 1, NO_NODE])
    expect([...graph.edgeFrom, ...graph.edgeTo]).toEqual([0, NO_NODE, NO_NODE, NO_NODE, 0, NO_NODE])
    expect([[...graph.outEdges], [...graph.inEdges]]).toEqual([[0], [1]])
    for (const document of ['null', '[]', '{}', '{"nodes":{},"edges":7}']) {
      core.load(bytesOf(document))
      expect(plain(core.graph())).toEqual(expectedGraph({}))
      expect(core.viewport(EVERYWHERE)).toEqual([])
    }
  })
})

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value : []
}

function inside(document: Json, { left, top, right, bottom }: typeof EVERYWHERE): Json[] {
  return list(document.nodes).filter(({ position }) => {
    const { x, y } = (position ?? {}) as { x?: number; y?: number }
    return x !== undefined && y !== undefined && x >= left && x <= right && y >= top && y <= bottom
  })
}

function expectedGraph(document: Json): Json {
  const nodes = list(document.nodes)
  const edges = list(document.edges)
  const place = (id: unknown) => {
    const found = nodes.findIndex((node) => node.id === id)
    return found < 0 ? NO_NODE : found
  }
  const types = [...new Set(nodes.flatMap(({ type }) => (typeof type === 'string' ? [type] : [])))]
  const edgeFrom = edges.map(({ from }) => (typeof from === 'string' ? place(from) : NO_NODE))
  const edgeTo = edges.map(({ to }) => (typeof to === 'string' ? place(to) : NO_NODE))
  const grouped = (ends: number[]) => nodes.map((_, node) => ends.flatMap((end, edge) => (end === node ? [edge] : [])))
  const starts = (groups: number[][]) => [...groups.keys(), groups.length].map((end) => groups.slice(0, end).flat().length)
  return {
    nodeIds: nodes.map(({ id }) => id ?? null),
    edgeIds: edges.map(({ id }) => id ?? null),
    types,
    nodeTypes: nodes.map(({ type }) => (typeof type === 'string' ? types.indexOf(type) : NO_NODE)),
    positions: nodes.flatMap(({ position }) => {
      const { x, y } = (position ?? {}) as { x?: number; y?: number }
      return [x ?? Number.NaN, y ?? Number.NaN]
    }),
    edgeFrom,
    edgeTo,
    outStart: starts(grouped(edgeFrom)),
    outEdges: grouped(edgeFrom).flat(),
    inStart: starts(grouped(edgeTo)),
    inEdges: grouped(edgeTo).flat(),
  }
}

function plain(graph: object): Json {
  return Object.fromEntries(Object.entries(graph).map(([name, value]) => [name, Array.from(value as ArrayLike<unknown>)]))
}
