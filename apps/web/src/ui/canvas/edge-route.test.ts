import type { Workflow } from '@aob/schemas'
import { getSmoothStepPath, getStraightPath, Position } from '@xyflow/react'
import { describe, expect, it } from 'vitest'
import { endsOf, pathOf, routeOf } from './edge-route.ts'
import { project } from './projection.ts'
import { sceneOf } from './scene.ts'

const numbers = (path: string) => (path.match(/-?[\d.]+/g) ?? []).map(Number)
const end = { x: 600, y: 400 }

/** A path without stretches of no length and points that lie on a straight line: what is seen of it. */
function seen(path: string): string[] {
  const points: Array<[number, number]> = []
  const all = numbers(path)
  for (let at = 0; at < all.length; at += 2) points.push([all[at] ?? 0, all[at + 1] ?? 0])
  const corners = points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    if (!before || !after) return true
    const level = (axis: 0 | 1) => Math.abs(before[axis] - point[axis]) < 1e-6 && Math.abs(point[axis] - after[axis]) < 1e-6
    return !level(0) && !level(1)
  })
  return corners.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`)
}

describe('the way of a connection', () => {
  it.each([
    ['forward and down', { x: 100, y: 100 }],
    ['forward and up, a short way', { x: 540, y: 430 }],
    ['a few pixels', { x: 300, y: 406 }],
    ['back', { x: 900, y: 100 }],
    ['back to what stands above', { x: 700, y: 700 }],
    ['nearly above each other', { x: 590, y: 100 }],
  ])('is the one React Flow would draw: %s', (_, start) => {
    const [path] = getSmoothStepPath({
      sourceX: start.x,
      sourceY: start.y,
      targetX: end.x,
      targetY: end.y,
      sourcePosition: Position.Right,
      targetPosition: Position.Left,
      borderRadius: 14,
    })
    expect(seen(pathOf(routeOf(start, end)))).toEqual(seen(path))
  })

  it('is straight between ends of nearly one height, forward only', () => {
    const start = { x: 100, y: 403 }
    const [path] = getStraightPath({ sourceX: start.x, sourceY: start.y, targetX: end.x, targetY: end.y })
    expect(numbers(pathOf(routeOf(start, end)))).toEqual(numbers(path))
    expect(routeOf(end, start).length).toBeGreaterThan(2)
  })

  it('begins and ends where it does with mounted cards', () => {
    const node = (id: string, x: number) => ({ id, type: 'switch', config: { cases: [{ name: 'a', when: 'true' }] }, position: { x, y: 40 } })
    const edge = { id: 'e', from: 'one', to: 'two', fromPort: 'a' }
    const document: Workflow = { schemaVersion: 1, name: 'two', nodes: [node('one', 0), node('two', 400)], edges: [edge] }
    const { places } = sceneOf(document)
    const [from, to] = [places.get('one'), places.get('two')]
    if (!from || !to) throw new Error('the scene has lost a card')
    const [source, target] = project({ document }).nodes
    const out = source?.handles?.find(({ id }) => id === 'a')
    const into = target?.handles?.find(({ type }) => type === 'target')
    if (!source || !target || !out || !into) throw new Error('a card has lost its ports')
    expect(endsOf(from, to, edge)).toEqual([
      { x: source.position.x + out.x + (out.width ?? 0), y: source.position.y + out.y + (out.height ?? 0) / 2 },
      { x: target.position.x + into.x, y: target.position.y + into.y + (into.height ?? 0) / 2 },
    ])
  })
})
