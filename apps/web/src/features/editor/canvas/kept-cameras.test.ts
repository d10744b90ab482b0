import type { Workflow } from '@aob/schemas'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startViewport } from '../../../ui/canvas/opening-viewport.ts'
import { keepCamera } from './camera-keeper.tsx'
import { CAMERAS_KEY, openingOf } from './kept-cameras.ts'

const size = { width: 800, height: 600 }
const document: Workflow = {
  schemaVersion: 1,
  name: 'long',
  nodes: Array.from({ length: 20 }, (_, index) => ({ id: `n${index}`, type: 'function', config: {}, position: { x: index * 304, y: 0 } })),
  edges: [],
}
const open = (name: string, on = size) => openingOf(name)(document, on)

const stored = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value) })
afterAll(() => vi.unstubAllGlobals())
beforeEach(() => stored.clear())

describe('the camera of a workflow', () => {
  it('opens where it was left, its middle in the middle of a canvas of another size', () => {
    keepCamera('long', document, { x: -1600, y: 300, zoom: 0.8 }, size)
    expect(open('long')).toEqual({ x: -1600, y: 300, zoom: 0.8 })
    expect(open('long', { width: 1000, height: 800 })).toEqual({ x: -1500, y: 400, zoom: 0.8 })
    expect(open('another')).toEqual(startViewport(document, size))
  })

  it('opens as for everybody where nobody moved it, and where nothing would be seen', () => {
    keepCamera('long', document, { x: -1600, y: 300, zoom: 0.8 }, size)
    keepCamera('long', document, startViewport(document, size) ?? { x: 0, y: 0, zoom: 1 }, size)
    expect(stored.get(CAMERAS_KEY)).toBe('[]')
    keepCamera('long', document, { x: 90_000, y: 0, zoom: 1 }, size)
    expect(open('long')).toEqual(startViewport(document, size))
  })

  it.each(['{', '7', '[["long"]]', '[["long",{"x":1,"y":2,"zoom":0}]]', '[["long",null]]'])('takes %s in the storage for nothing', (text) => {
    stored.set(CAMERAS_KEY, text)
    expect(open('long')).toEqual(startViewport(document, size))
    keepCamera('long', document, { x: -1600, y: 300, zoom: 0.8 }, size)
    expect(open('long')).toEqual({ x: -1600, y: 300, zoom: 0.8 })
  })

  it('is kept for the last hundred', () => {
    for (let index = 0; index < 101; index++) keepCamera(`w${index}`, document, { x: -1600, y: 300, zoom: 0.8 }, size)
    expect([open('w0')?.zoom, open('w1')?.zoom]).toEqual([startViewport(document, size)?.zoom, 0.8])
  })
})
