import type { Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../testing/random.ts'
import { randomWorkflow } from '../testing/random-workflow.ts'
import { edges, node, workflow } from '../testing/workflows.ts'
import { dominators, findCycle, graphOf, immediateDominators, protectionsOf, topologicalOrder } from './index.ts'

/** Ids reached from the entries without passing through `avoided`: the obvious way. */
function reachedWithout(doc: Workflow, avoided: string): Set<string> {
  const targets = new Set(doc.edges.map((edge) => edge.to))
  const reached = new Set(doc.nodes.map(({ id }) => id).filter((id) => !targets.has(id) && id !== avoided))
  for (let size = -1; size !== reached.size; ) {
    size = reached.size
    for (const edge of doc.edges) if (reached.has(edge.from) && edge.to !== avoided) reached.add(edge.to)
  }
  return reached
}

describe('graph', () => {
  test('edges without both ends are left out, edges are in id order', () => {
    const graph = graphOf(workflow([node('a'), node('b')], ['a>b', 'a>zz', 'zz>b', 'a:error>b']))
    expect(graph.outgoing.get('a')?.map((edge) => edge.id)).toEqual(['ab', 'aerrorb'])
    expect(graph.incoming.get('b')?.map((edge) => edge.id)).toEqual(['ab', 'aerrorb'])
    expect(graph.entries).toEqual(['a'])
  })

  test('the order points every edge forwards and is deterministic', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const doc = randomWorkflow(new Random(seed), 14)
        const order = topologicalOrder(graphOf(doc))
        expect(order).toHaveLength(doc.nodes.length)
        for (const edge of doc.edges) expect(order.indexOf(edge.from)).toBeLessThan(order.indexOf(edge.to))
        expect(topologicalOrder(graphOf({ ...doc, nodes: doc.nodes.toReversed(), edges: doc.edges.toReversed() }))).toEqual(order)
        expect(findCycle(graphOf(doc))).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  test('a cycle is found wherever it is, with its nodes in order', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((id) => node(id))
    expect(findCycle(graphOf(workflow(nodes, ['a>b', 'b>c', 'c>d', 'd>b', 'd>e'])))).toEqual(['b', 'c', 'd'])
    expect(findCycle(graphOf(workflow(nodes, ['a>b', 'c>c'])))).toEqual(['c'])
    expect(findCycle(graphOf(workflow(nodes, ['a>c', 'b>c', 'a>b', 'c>d', 'a>d'])))).toBeUndefined()
  })

  test('an edge back along any path of a random graph closes a cycle', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed)
        const doc = randomWorkflow(random, 12)
        if (doc.edges.length === 0) return
        const forward = random.pick(doc.edges)
        const cyclic = { ...doc, edges: [...doc.edges, { id: 'back', from: forward.to, to: forward.from }] }
        const cycle = findCycle(graphOf(cyclic)) ?? []
        expect(cycle.length).toBeGreaterThan(1)
        for (const [at, from] of cycle.entries()) {
          const to = cycle[(at + 1) % cycle.length]
          expect(cyclic.edges.some((edge) => edge.from === from && edge.to === to)).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a chain of 20,000 nodes needs no deep stack', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `n${index}`)
    const lines = ids.slice(1).map((id, index) => `n${index}>${id}`)
    const graph = graphOf(
      workflow(
        ids.map((id) => node(id)),
        lines,
      ),
    )
    expect(topologicalOrder(graph)).toHaveLength(20_000)
    expect(findCycle(graph)).toBeUndefined()
    expect(immediateDominators(graph).get('n19999')).toBe('n19998')
  })
})

describe('dominators', () => {
  test('are the nodes whose removal cuts a node off from every entry', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const doc = randomWorkflow(new Random(seed), 10)
        const found = dominators(graphOf(doc))
        for (const { id } of doc.nodes) {
          const obvious = doc.nodes.map((other) => other.id).filter((other) => other !== id && !reachedWithout(doc, other).has(id))
          expect([...(found.get(id) ?? [])].sort()).toEqual(obvious.sort())
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('protections', () => {
  const gate = node('g', 'hitl')
  const pay = node('pay', 'http', { irreversible: true })

  test('[L5] a gate protects by the port every path leaves it by', () => {
    expect(protectionsOf(workflow([gate, pay], ['g:approve>pay']))).toEqual([
      { nodeId: 'pay', gateId: 'g', port: 'approve' },
      { nodeId: 'pay', gateId: 'g' },
    ])
    expect(protectionsOf(workflow([gate, pay], ['g:approve>pay', 'g:reject>pay']))).toEqual([{ nodeId: 'pay', gateId: 'g' }])
  })

  test('[L5] a way round the gate, or an irreversible entry, is no protection', () => {
    expect(protectionsOf({ ...workflow([gate, node('a'), pay]), edges: edges('g:approve>pay', 'a>pay') })).toEqual([])
    expect(protectionsOf(workflow([gate, pay]))).toEqual([])
  })
})
