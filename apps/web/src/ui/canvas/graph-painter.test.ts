import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { GraphLook } from './graph-look.ts'
import { type GraphPicture, type Pen, paintGraph } from './graph-painter.ts'
import { hasCardsIn, linesIn } from './passing-lines.ts'
import { sceneOf } from './scene.ts'
import { boundsOf } from './spatial-grid.ts'

const tints = { actions: 'teal', logic: 'ochre', scopes: 'green', ai: 'violet', people: 'red', unknown: 'grey' }
const LOOK: GraphLook = {
  surface: 'white',
  border: 'silver',
  line: 'slate',
  accent: 'indigo',
  tints,
  softTints: { ...tints, logic: 'sand', actions: 'mist' },
  statuses: { running: 'blue', succeeded: 'leaf' },
  diffs: { added: 'add', removed: 'remove', changed: 'change' },
}

const DOCUMENT: Workflow = {
  schemaVersion: 1,
  name: 'painted',
  nodes: [0, 1, 2].map((index) => ({ id: `n${index}`, type: index === 0 ? 'http' : 'function', config: {}, position: { x: index * 300, y: index * 200 } })),
  edges: [
    { id: 'a', from: 'n0', to: 'n1' },
    { id: 'b', from: 'n1', to: 'n2' },
  ],
}

/** Notes what is filled and stroked: the colour, and how many shapes or lines the path had. */
function recordingPen(): { pen: Pen; marks: string[] } {
  const marks: string[] = []
  let path = { rects: 0, lines: 0 }
  const told = (verb: string, colour: unknown) => marks.push(`${verb} ${String(colour)} ${path.rects > 0 ? `${path.rects} cards` : `${path.lines} edges`}`)
  const pen: Pen = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    globalAlpha: 1,
    setTransform: () => undefined,
    clearRect: () => undefined,
    beginPath: () => {
      path = { rects: 0, lines: 0 }
    },
    rect: () => {
      path.rects++
    },
    moveTo: () => {
      path.lines++
    },
    lineTo: () => undefined,
    quadraticCurveTo: () => undefined,
    fill: () => void told('fill', pen.fillStyle),
    stroke: () => void told('stroke', pen.strokeStyle),
  }
  return { pen, marks }
}

const scene = sceneOf(DOCUMENT)
const picture: GraphPicture = { scene, withoutCards: new Set(), withoutEdges: new Set(), selected: new Set(), afar: true }
const EVERYTHING = boundsOf(scene.places.values()) ?? { x: 0, y: 0, width: 1, height: 1 }

function painted(change: Partial<GraphPicture>, place: Partial<{ area: typeof EVERYTHING; scale: number }> = {}): { marks: string[]; something: boolean } {
  const { pen, marks } = recordingPen()
  const something = paintGraph(pen, { ...picture, ...change }, LOOK, { area: EVERYTHING, scale: 0.25, ...place })
  return { marks, something }
}

describe('painting a graph', () => {
  it('paints edges, and cards on the ground of their tint from afar', () => {
    expect(painted({}).marks).toEqual([
      'stroke slate 2 edges',
      'fill mist 1 cards',
      'stroke silver 1 cards',
      'fill teal 1 cards',
      'fill sand 2 cards',
      'stroke silver 2 cards',
      'fill ochre 2 cards',
    ])
    expect(painted({}, { scale: 0.02 }).marks).toEqual(['stroke slate 2 edges', 'fill teal 1 cards', 'fill ochre 2 cards'])
    expect(painted({ afar: false }, { scale: 1 }).marks).toContain('fill white 2 cards')
  })

  it('leaves out what is drawn otherwise and what lies elsewhere, and says when nothing is left', () => {
    const { marks } = painted({ withoutCards: new Set(['n1', 'n2']), withoutEdges: new Set(scene.edges.slice(0, 1)) })
    expect(marks).toEqual(['stroke slate 1 edges', 'fill mist 1 cards', 'stroke silver 1 cards', 'fill teal 1 cards'])
    expect(painted({}, { area: { x: 5_000, y: 0, width: 10, height: 10 } })).toEqual({ marks: [], something: false })
    expect(painted({ withoutCards: new Set(scene.places.keys()), withoutEdges: new Set(scene.edges) }).something).toBe(false)
  })

  it('looks for a way round cards only where one could see it', () => {
    const fresh = sceneOf(structuredClone(scene.document))
    expect(painted({ scene: fresh }, { scale: 0.1 }).marks).toContain('stroke slate 2 edges')
    expect(fresh.routes.size).toBe(0)
    painted({ scene: fresh }, { scale: 0.11 })
    expect(fresh.routes.size).toBe(2)
  })

  it('gives the lines that lead through an area without their cards, by colour', () => {
    const mounted = { ...picture, withoutCards: new Set(['n1', 'n2']) }
    expect(hasCardsIn(mounted, EVERYTHING)).toBe(true)
    expect(hasCardsIn(mounted, { x: 600, y: 400, width: 10, height: 10 })).toBe(false)
    const lines = linesIn({ ...mounted, edgeStateOf: ({ id }) => (id === 'a' ? 'taken' : undefined) }, LOOK, EVERYTHING)
    expect([...lines.keys()]).toEqual(['leaf', 'slate'])
    expect([...lines.values()].map((path) => path.match(/M/g)?.length)).toEqual([1, 1])
    expect(linesIn({ ...mounted, withoutEdges: new Set(scene.edges) }, LOOK, EVERYTHING).size).toBe(0)
  })

  it('marks status, change and selection', () => {
    const { marks } = painted({
      selected: new Set(['n2']),
      statusOf: (id) => (id === 'n0' ? { status: 'running' } : { status: 'idle' }),
      edgeStateOf: ({ id }) => (id === 'a' ? 'taken' : undefined),
      diffOf: (id) => (id === 'n1' ? { kind: 'removed' } : undefined),
    })
    expect(marks).toEqual(expect.arrayContaining(['stroke leaf 1 edges', 'stroke slate 1 edges', 'stroke blue 1 cards', 'stroke remove 1 cards']))
    expect(marks.at(-1)).toBe('stroke indigo 1 cards')
  })
})
