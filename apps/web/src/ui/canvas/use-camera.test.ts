import type { useStoreApi } from '@xyflow/react'
import { describe, expect, it, vi } from 'vitest'
import { cameraOf } from './use-camera.ts'

type Store = ReturnType<typeof useStoreApi>

function canvas({ laidOut = true, snapToGrid = true }: { laidOut?: boolean; snapToGrid?: boolean } = {}) {
  const panZoom = { setViewport: vi.fn(async () => undefined), scaleTo: vi.fn(async () => true) }
  const state = {
    transform: [100, 50, 2],
    snapGrid: [8, 8],
    snapToGrid,
    domNode: laidOut ? { getBoundingClientRect: () => ({ x: 48, y: 48 }) } : null,
    panZoom: laidOut ? panZoom : null,
  }
  return { camera: cameraOf({ getState: () => state } as unknown as Store), panZoom }
}

describe('the camera', () => {
  it('finds what is under a point of the window, in steps of the grid unless asked otherwise', () => {
    const { camera } = canvas()
    const at = { x: 48 + 100 + 2 * 37, y: 48 + 50 + 2 * 21 }
    expect(camera.screenToFlowPosition(at)).toEqual({ x: 40, y: 24 })
    expect(camera.screenToFlowPosition(at, { snapToGrid: false })).toEqual({ x: 37, y: 21 })
    expect(canvas({ snapToGrid: false }).camera.screenToFlowPosition(at)).toEqual({ x: 37, y: 21 })
  })

  it('finds where a place of the canvas is in the window, and back again', () => {
    const { camera } = canvas()
    const there = camera.flowToScreenPosition({ x: 37, y: 21 })
    expect(there).toEqual({ x: 48 + 100 + 74, y: 48 + 50 + 42 })
    expect(camera.screenToFlowPosition(there, { snapToGrid: false })).toEqual({ x: 37, y: 21 })
  })

  it('says where it stands, and moves', async () => {
    const { camera, panZoom } = canvas()
    expect([camera.getZoom(), camera.getViewport()]).toEqual([2, { x: 100, y: 50, zoom: 2 }])
    expect(await camera.setViewport({ x: 1, y: 2, zoom: 1 }, { duration: 240 })).toBe(true)
    expect(panZoom.setViewport).toHaveBeenCalledWith({ x: 1, y: 2, zoom: 1 }, { duration: 240 })
    expect(await camera.zoomTo(1.2)).toBe(true)
  })

  it('goes nowhere before the canvas is there', async () => {
    const { camera } = canvas({ laidOut: false })
    expect(await camera.setViewport({ x: 1, y: 2, zoom: 1 })).toBe(false)
    expect(await camera.zoomTo(2)).toBe(false)
    expect(camera.screenToFlowPosition({ x: 5, y: 6 })).toEqual({ x: 5, y: 6 })
    expect(camera.flowToScreenPosition({ x: 5, y: 6 })).toEqual({ x: 5, y: 6 })
  })
})
