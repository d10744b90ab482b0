import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { mergeDecided, mergeInSteps, mergeWorkflows } from './index.ts'

/** How often the ids of elements are looked at: what walks over a whole graph for each conflict looks at the square. */
class Looks {
  count = 0

  at<T extends { id: string }>(element: T): T {
    const { id } = element
    return Object.defineProperty({ ...element }, 'id', {
      enumerable: true,
      get: () => {
        this.count++
        return id
      },
    })
  }
}

const node = (id: string, code: string): WorkflowNode => ({ id, type: 'function', config: { code }, position: { x: 0, y: 0 } })
const edge = (from: string, to: string): WorkflowEdge => ({ id: `${from}-${to}`, from, to })

interface Triple {
  base: Workflow
  left: Workflow
  right: Workflow
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
const chain = (ids: readonly string[]) => ids.slice(1).map((id, index) => edge(ids[index] ?? '', id))
const watched = (looks: Looks, { nodes, edges, ...rest }: Workflow): Workflow => ({
  ...rest,
  nodes: nodes.map((one) => looks.at(one)),
  edges: edges.map((one) => looks.at(one)),
})

/** Every third step removed on one side and changed on the other, which also reads its neighbour anew. */
function removedAndChanged(count: number): Triple {
  const ids = names(count)
  const base: Workflow = { schemaVersion: 1, name: 'w', nodes: ids.map((id) => node(id, '1')), edges: chain(ids) }
  const gone = new Set(ids.filter((_, index) => index % 3 === 1))
  const left = { ...base, nodes: base.nodes.filter(({ id }) => !gone.has(id)), edges: base.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)) }
  const right = { ...base, nodes: ids.map((id, index) => node(id, gone.has(id) ? `2 + {{ nodes.${ids[index - 1]}.x }}` : '1')) }
  return { base, left, right }
}

/** Every connection taken away on both sides, each with a new step between. */
function splicedTwice(count: number): Triple {
  const ids = names(count)
  const base: Workflow = { schemaVersion: 1, name: 'w', nodes: ids.map((id) => node(id, '1')), edges: chain(ids) }
  const spliced = (by: string): Workflow => ({
    ...base,
    nodes: [...base.nodes, ...ids.slice(1).map((id) => node(`${by}${id}`, '1'))],
    edges: ids.slice(1).flatMap((id, index) => [edge(ids[index] ?? '', `${by}${id}`), edge(`${by}${id}`, id)]),
  })
  return { base, left: spliced('l'), right: spliced('r') }
}

function looksFor({ base, left, right }: Triple, others: 'left' | 'right'): { looks: number; conflicts: number } {
  const looks = new Looks()
  const sides = [base, left, right].map((doc) => watched(looks, doc)) as [Workflow, Workflow, Workflow]
  const found = mergeWorkflows(...sides)
  expect(mergeDecided(...sides, [], others).kind).toBe('ok')
  return { looks: looks.count, conflicts: found.kind === 'conflict' ? found.conflicts.length : 0 }
}

describe('[M5] what deciding costs', () => {
  test.each([
    ['removed here and changed there, decided for the removal', removedAndChanged, 'left'],
    ['removed here and changed there, decided for the change', removedAndChanged, 'right'],
    ['led another way by both', splicedTwice, 'left'],
  ] as const)('%s: twice as many conflicts are looked at about twice as often', (_, make, side) => {
    const [small, large] = [looksFor(make(150), side), looksFor(make(300), side)]
    expect(small.conflicts).toBeGreaterThanOrEqual(50)
    expect(large.conflicts).toBeGreaterThanOrEqual(2 * small.conflicts - 1)
    // Sorting adds a little to twice; a walk for each conflict would be four times.
    expect(large.looks).toBeLessThan(2.6 * small.looks)
  })

  test('a merge is decided in parts, between which others are answered, and comes to the same', () => {
    const { base, left, right } = removedAndChanged(30)
    const merging = mergeInSteps({ base, left, right }, [], 'right')
    let parts = 1
    let step = merging.next()
    for (; !step.done; step = merging.next()) parts++
    expect(step.value).toEqual(mergeDecided(base, left, right, [], 'right'))
    // Found, settled, and merged anew, at least once.
    expect(parts).toBeGreaterThanOrEqual(3)
  })

  test('a way of twenty thousand new steps goes with the connection that led to it', () => {
    const base: Workflow = { schemaVersion: 1, name: 'w', nodes: [node('a', '1'), node('b', '1')], edges: [edge('a', 'b')] }
    const way = names(20_000)
    const left = { ...base, nodes: [...base.nodes, ...way.map((id) => node(id, '1'))], edges: chain(['a', ...way, 'b']) }
    const right = { ...base, nodes: [...base.nodes, node('x', '1')], edges: chain(['a', 'x', 'b']) }
    const merged = mergeDecided(base, left, right, [], 'right')
    expect(merged).toMatchObject({ kind: 'ok', document: { nodes: [{ id: 'a' }, { id: 'b' }, { id: 'x' }] } })
  })
})
