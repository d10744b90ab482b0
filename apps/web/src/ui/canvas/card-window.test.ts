import type { Workflow } from '@aob/schemas'
import { beforeEach, describe, expect, it } from 'vitest'
import { MANY_NODES, MOUNTS_AT_OPENING, MOUNTS_PER_FRAME, shownElements, stepWindow } from './card-window.ts'
import { type Projection, project } from './projection.ts'
import { edgesAround, placeAt, type Scene, sceneAhead, sceneOf } from './scene.ts'
import { type Box, boundsOf, overlap, SpatialGrid } from './spatial-grid.ts'
import { selectedAfter } from './use-canvas-elements.ts'
import { movesOf } from './use-held-cards.ts'
import { takenBy } from './use-rubber-band.ts'

/** Rows of fifty cards, each joined to the one before it; the first and the last card by an edge of their own. */
function graph(count: number): Workflow {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    type: 'function',
    config: {},
    position: { x: (index % 50) * 300, y: Math.floor(index / 50) * 200 },
  }))
  const edges = nodes.slice(1).map((node, index) => ({ id: `e${index}`, from: `n${index}`, to: node.id }))
  return { schemaVersion: 1, name: 'graph', nodes, edges: [...edges, { id: 'long', from: 'n0', to: `n${count - 1}` }] }
}

/** As a canvas does it: step by step until nothing waits. */
function settle(scene: Scene, view: Box, from: ReadonlySet<string> = new Set(), held: ReadonlySet<string> = new Set()): string[][] {
  const steps: string[][] = []
  let mounted = from
  for (;;) {
    const next = stepWindow({ scene, view, afar: false, held, mounted })
    steps.push([...next.mounted].filter((id) => !mounted.has(id)))
    mounted = next.mounted
    if (!next.waiting) return [...steps, [...mounted]]
  }
}

const VIEW: Box = { x: 3000, y: 1000, width: 1000, height: 800 }
const many = sceneOf(graph(5_000))

describe('which cards are mounted', () => {
  it('[W1] a few a step, those in view first, the nearest to its middle first', () => {
    const steps = settle(many, VIEW)
    const mounted = steps.pop() ?? []
    expect(Math.max(...steps.map((step) => step.length))).toBe(MOUNTS_PER_FRAME)
    const seen = many.grid.within(VIEW).map(({ id }) => id)
    const order = steps.flat()
    expect(order.slice(0, seen.length).sort()).toEqual(seen.sort())
    const far = (id: string) => {
      const place = many.places.get(id)
      return place ? Math.hypot(place.x + place.width / 2 - 3500, place.y + place.height / 2 - 1400) : Number.NaN
    }
    expect(order.slice(0, seen.length).map(far)).toEqual(seen.map(far).sort((a, b) => a - b))
    expect(mounted.length).toBeLessThan(60)
  })

  it('[W2] leave when they are well outside, and not before', () => {
    const mounted = new Set(settle(many, VIEW).pop())
    const beside = stepWindow({ scene: many, view: { ...VIEW, x: VIEW.x + 250 }, afar: false, held: new Set(), mounted }).mounted
    expect([...mounted].filter((id) => !beside.has(id))).toEqual([])
    const elsewhere = stepWindow({ scene: many, view: { ...VIEW, x: VIEW.x + 5_000 }, afar: false, held: new Set(), mounted }).mounted
    expect([...mounted].filter((id) => elsewhere.has(id))).toEqual([])
  })

  it('[W3] [W5] from afar only what is held, and what is held stays wherever the view goes', () => {
    const mounted = new Set(settle(many, VIEW).pop())
    const [kept = ''] = mounted
    const held = new Set([kept, 'n4999', 'gone'])
    expect([...stepWindow({ scene: many, view: VIEW, afar: true, held, mounted }).mounted].sort()).toEqual([kept, 'n4999'].sort())
    const far = stepWindow({ scene: many, view: { ...VIEW, y: 15_000 }, afar: false, held, mounted }).mounted
    expect(far.has(kept) && far.has('n4999')).toBe(true)
  })

  it('[W4] up to the limit all of them, and all stay; one more and they do not', () => {
    const few = sceneOf(graph(MANY_NODES))
    const mounted = new Set(settle(few, VIEW).pop())
    expect(mounted.size).toBe(MANY_NODES)
    expect(stepWindow({ scene: few, view: { ...VIEW, x: 1e6 }, afar: true, held: new Set(), mounted })).toEqual({ mounted, waiting: false })
    expect(settle(sceneOf(graph(MANY_NODES + 1)), VIEW).pop()?.length).toBeLessThan(60)
  })

  it('is the same set when nothing changes, and knows what has left the document', () => {
    const mounted = new Set(settle(many, VIEW).pop())
    expect(stepWindow({ scene: many, view: VIEW, afar: false, held: new Set(), mounted }).mounted).toBe(mounted)
    const without = sceneOf({ ...many.document, nodes: many.document.nodes.slice(1_000) }, many)
    expect([...stepWindow({ scene: without, view: VIEW, afar: false, held: new Set(), mounted }).mounted].every((id) => without.places.has(id))).toBe(true)
  })

  it('mounts nothing of many before there is a view, and of few the first ones', () => {
    expect(stepWindow({ scene: many, view: undefined, afar: false, held: new Set(), mounted: new Set() }).mounted.size).toBe(0)
    const { mounted } = stepWindow({ scene: sceneOf(graph(9)), view: undefined, afar: false, held: new Set(), mounted: new Set() })
    expect([...mounted]).toEqual(['n0', 'n1'])
  })

  it('[W1] an opening may begin with none, and then mounts as many as it is told', () => {
    const few = sceneOf(graph(9))
    const none = stepWindow({ scene: few, view: VIEW, afar: false, held: new Set(), mounted: new Set(), opening: 0 })
    expect([none.mounted.size, none.waiting]).toEqual([0, true])
    const five = stepWindow({ scene: few, view: VIEW, afar: false, held: new Set(), mounted: none.mounted, opening: 5 })
    expect([five.mounted.size, five.waiting]).toEqual([5, true])
  })

  it('[W1] [W6] at the opening mounts a screenful at once, and waits until there is a view', () => {
    const few = sceneOf(graph(MOUNTS_AT_OPENING))
    const unseen = stepWindow({ scene: few, view: undefined, afar: false, held: new Set(), mounted: new Set(), opening: MOUNTS_AT_OPENING })
    expect([unseen.mounted.size, unseen.waiting]).toEqual([MOUNTS_AT_OPENING, true])
    expect(stepWindow({ scene: few, view: VIEW, afar: false, held: new Set(), mounted: unseen.mounted, opening: MOUNTS_AT_OPENING })).toEqual({
      mounted: unseen.mounted,
      waiting: false,
    })
    const more = stepWindow({
      scene: sceneOf(graph(MOUNTS_AT_OPENING + 1)),
      view: VIEW,
      afar: false,
      held: new Set(),
      mounted: new Set(),
      opening: MOUNTS_AT_OPENING,
    })
    expect([more.mounted.size, more.waiting]).toEqual([MOUNTS_AT_OPENING, true])
  })
})

describe('what React Flow is told', () => {
  it('cards in document order, their edges, and the ends of those that lead away', () => {
    const { cards, farEnds, edges } = shownElements(many, new Set(['n7', 'n0', 'n6']), true)
    expect(cards.map(({ id }) => id)).toEqual(['n0', 'n6', 'n7'])
    expect(edges.map(({ id }) => id).sort()).toEqual(['e0', 'e5', 'e6', 'e7', 'long'])
    expect(farEnds.map(({ id }) => id).sort()).toEqual(['n1', 'n4999', 'n5', 'n8'])
    const held = shownElements(many, new Set(['n7', 'n0', 'n6']), true, new Set(['n5', 'n100']))
    expect([held.farEnds.map(({ id }) => id), held.edges.map(({ id }) => id).sort()]).toEqual([['n5'], ['e5', 'e6']])
    expect(shownElements(many, new Set(['n7']), false)).toMatchObject({ farEnds: [], edges: [] })
  })

  it('what stays keeps its place among what comes and goes: React puts what does not into the page anew', () => {
    const rows = graph(5_000)
    const down = rows.nodes.slice(50).map(({ id }, index) => ({ id: `d${index}`, from: `n${index}`, to: id }))
    const document = { ...rows, edges: [...rows.edges, ...down] }
    const woven = sceneOf(document)
    let [mounted, before] = [new Set<string>() as ReadonlySet<string>, [] as string[]]
    let previous: Projection | undefined
    for (let step = 0; step < 60; step++) {
      const view = { ...VIEW, x: VIEW.x - step * 40, y: VIEW.y + (step % 20) * 40 }
      ;({ mounted } = stepWindow({ scene: woven, view, afar: false, held: new Set(), mounted }))
      previous = project({ document, shown: shownElements(woven, mounted, true) }, previous)
      const now = [...previous.nodes, ...previous.edges].map(({ id }) => id)
      const [there, known] = [new Set(now), new Set(before)]
      expect(now.filter((id) => known.has(id))).toEqual(before.filter((id) => there.has(id)))
      before = now
    }
    expect(previous?.nodes.some(({ hidden }) => hidden)).toBe(true)
  })

  it('of few nodes an edge waits for both its cards, and is in document order when all are there', () => {
    const few = sceneOf(graph(20))
    expect(shownElements(few, new Set(['n0', 'n1']), true)).toMatchObject({ farEnds: [], edges: [{ id: 'e0' }] })
    expect(shownElements(few, new Set(few.places.keys()), true).edges).toBe(few.edges)
  })

  it('of a node with thousands of edges only some', () => {
    const nodes = graph(5_000).nodes
    const star = sceneOf({ ...graph(5_000), edges: nodes.slice(1).map(({ id }) => ({ id: `to-${id}`, from: 'n0', to: id })) })
    expect(shownElements(star, new Set(['n0']), true).edges.length).toBe(200)
  })
})

describe('the scene', () => {
  it('keeps the places of what has not changed', () => {
    const moved = { ...many.document, nodes: many.document.nodes.map((node) => (node.id === 'n3' ? { ...node, position: { x: 1, y: 2 } } : node)) }
    const next = sceneOf(moved, many)
    expect(next.places.get('n4')).toBe(many.places.get('n4'))
    expect(next.places.get('n3')).toMatchObject({ x: 1, y: 2, connected: 'out' })
    expect(placeAt(next, 5, 5)?.id).toBe('n3')
    expect(placeAt(many, 905, 5)?.id).toBe('n3')
    expect(placeAt(many, 290, 5)).toBeUndefined()
    expect(sceneOf(moved, next)).toBe(next)
  })

  it('finds every edge that can cross an area', () => {
    const found = new Set([...edgesAround(many, VIEW)].map(({ id }) => id))
    expect(found.has('long')).toBe(true)
    expect(found.size).toBeLessThan(1_000)
    for (const edge of many.edges) {
      const ends = [many.places.get(edge.from), many.places.get(edge.to)].flatMap((place) => place ?? [])
      const around = boundsOf(ends)
      if (around && overlap(around, VIEW)) expect(found).toContain(edge.id)
    }
    expect([...edgesAround(many, boundsOf(many.places.values()) ?? VIEW)]).toHaveLength(5_000)
  })
})

describe('a scene made ahead', () => {
  it('is the one that is asked for afterwards, made in parts of at most forty nodes or edges', async () => {
    const document = graph(5_000)
    let pauses = 0
    await sceneAhead(document, async () => {
      pauses++
    })
    const scene = sceneOf(document)
    expect(pauses).toBe(4 * 125)
    const apart = sceneOf(structuredClone(document))
    expect(scene.document).toBe(document)
    expect([...scene.places]).toEqual([...apart.places])
    expect([scene.edges, scene.edgesOf, scene.longEdges]).toEqual([apart.edges, apart.edgesOf, apart.longEdges])
  })

  it('gives way to one that was asked for meanwhile', async () => {
    const document = graph(3_000)
    let asked: Scene | undefined
    await sceneAhead(document, async () => {
      asked ??= sceneOf(document)
    })
    expect(sceneOf(document)).toBe(asked)
  })
})

describe('the box around several', () => {
  it('holds them all, and there is none around nothing', () => {
    const boxes = [0, 300].map((x) => ({ x, y: x / 6, width: 232, height: 112 }))
    expect(boundsOf(boxes)).toEqual({ x: 0, y: 0, width: 532, height: 162 })
    expect(boundsOf([])).toBeUndefined()
  })
})

describe('the spatial grid', () => {
  let state = 1
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const box = (): Box => ({ x: random(20_000) - 10_000, y: random(20_000) - 10_000, width: random(2_500), height: random(900) })
  beforeEach(() => {
    state = 1
  })

  it('finds what looking at each one finds', () => {
    const boxes = Array.from({ length: 600 }, box)
    const grid = new SpatialGrid<Box>()
    for (const one of boxes) grid.add(one)
    const inOrder = (found: Box[]) => found.sort((a, b) => boxes.indexOf(a) - boxes.indexOf(b))
    for (let round = 0; round < 200; round++) {
      const area = round % 10 === 0 ? { x: -1e6, y: -1e6, width: 2e6, height: 2e6 } : box()
      expect(inOrder(grid.within(area))).toEqual(boxes.filter((one) => overlap(one, area)))
    }
    expect(boundsOf([])).toBeUndefined()
  })
})

describe('choosing and moving what is not mounted', () => {
  it('adding keeps what React Flow does not know; choosing anew forgets it', () => {
    const known = [{ id: 'a', selected: true }, { id: 'b' }]
    expect(selectedAfter(known, ['far', 'b'], true)).toEqual(['far', 'a'])
    expect(selectedAfter(known, ['far', 'b'], false)).toEqual(['a'])
  })

  it('a rubber band takes cards and their connections, mounted or not', () => {
    const taken = takenBy(many, { x: 0, y: 0, width: 350, height: 50 })
    expect(taken.nodes).toEqual(['n0', 'n1'])
    expect([...taken.edges].sort()).toEqual(['e0', 'e1', 'long'])
  })

  it('selected cards go along with the one in the hand; others stay', () => {
    const moved = [{ id: 'n1', position: { x: 340, y: 8 } }]
    expect(movesOf(moved, many, { nodes: ['n1', 'n4000'], edges: [] })).toEqual([...moved, { id: 'n4000', position: { x: 40, y: 16_008 } }])
    expect(movesOf(moved, many, { nodes: ['n2', 'n4000'], edges: [] })).toEqual(moved)
  })
})
