import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FIRST_PACE, FRAME_BUDGET_MS } from './card-pace.ts'
import { CardSteps, type Stepped } from './card-steps.ts'

/** A page of which a test says when a frame comes, how long its work takes, and when it has been painted. */
function pageByHand() {
  const listeners = new Map<string, () => void>()
  const page = {
    now: 0,
    frame: undefined as (() => void) | undefined,
    painted: [] as (() => void)[],
    closed: false,
    pending: false,
    do: (kind: string) => listeners.get(kind)?.(),
    listening: () => listeners.size,
    nextFrame() {
      const { frame } = page
      page.frame = undefined
      frame?.()
    },
  }
  vi.stubGlobal('performance', { now: () => page.now })
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    page.frame = callback
    return 1
  })
  vi.stubGlobal('cancelAnimationFrame', () => {
    page.frame = undefined
  })
  vi.stubGlobal('window', {
    navigator: { scheduling: { isInputPending: () => page.pending } },
    addEventListener: (kind: string, listener: () => void) => listeners.set(kind, listener),
    removeEventListener: (kind: string) => listeners.delete(kind),
  })
  vi.stubGlobal(
    'MessageChannel',
    class {
      port1 = {
        onmessage: undefined as ((message: { data: number }) => void) | undefined,
        close: () => {
          page.closed = true
        },
      }
      port2 = {
        postMessage: (data: number) => {
          page.painted.push(() => this.port1.onmessage?.({ data }))
        },
      }
    },
  )
  return page
}

let page: ReturnType<typeof pageByHand>
beforeEach(() => {
  page = pageByHand()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Steps of which each takes so long, until so many cards are mounted. */
function mounting({ cards, tookMs, opening = true }: { cards: number; tookMs: number; opening?: boolean }) {
  const asked: number[] = []
  let left = cards
  const step = (most: number): Stepped => {
    asked.push(most)
    const mounted = Math.min(left, most)
    left -= mounted
    page.now += tookMs
    return { mounted, waiting: left > 0 }
  }
  return { asked, steps: new CardSteps({ step, opening: () => opening }) }
}

function paint() {
  page.painted.shift()?.()
}

describe('one step in one frame', () => {
  it('[S1] learns what a frame takes, to the end of its painting, and stops when nothing waits', () => {
    const { asked, steps } = mounting({ cards: 4, tookMs: 1 })
    steps.ask()
    page.nextFrame()
    expect(asked).toHaveLength(0)
    page.nextFrame()
    page.now += FRAME_BUDGET_MS / 2 - 1
    paint()
    page.nextFrame()
    page.now += FRAME_BUDGET_MS
    paint()
    page.nextFrame()
    expect(asked).toEqual([1, 2, 1])
    paint()
    expect(page.frame).toBeUndefined()
  })

  it('[S1] counts a frame that is followed by the next one before it is heard of', () => {
    const { asked, steps } = mounting({ cards: 9, tookMs: FRAME_BUDGET_MS * 3 })
    steps.ask()
    for (let frame = 0; frame < 3; frame++) page.nextFrame()
    expect(asked).toEqual([1, 2])
    const { pace } = steps
    paint()
    expect(steps.pace).toBe(pace)
    paint()
    expect(steps.pace).not.toBe(pace)
  })

  it('[S2] the first frame and the frame after an input are not ours, the one after that is', () => {
    const { asked, steps } = mounting({ cards: 99, tookMs: 1 })
    steps.ask()
    page.nextFrame()
    page.nextFrame()
    expect(asked).toHaveLength(1)
    page.do('pointerdown')
    page.nextFrame()
    expect(asked).toHaveLength(1)
    page.do('pointerdown')
    page.nextFrame()
    expect(asked).toHaveLength(2)
    page.pending = true
    page.nextFrame()
    expect(asked).toHaveLength(2)
    page.nextFrame()
    expect(asked).toHaveLength(3)
  })

  it('[S2] a canvas that has come up gives no frame away and learns nothing', () => {
    const { asked, steps } = mounting({ cards: 99, tookMs: 1, opening: false })
    steps.ask()
    page.do('pointerdown')
    page.nextFrame()
    expect(asked).toEqual([FIRST_PACE.cards])
    expect(page.painted).toEqual([])
    expect([page.listening(), steps.pace]).toEqual([0, FIRST_PACE])
  })

  it('[S3] does nothing any more when it is closed', () => {
    const { asked, steps } = mounting({ cards: 99, tookMs: 1 })
    steps.ask()
    steps.close()
    page.nextFrame()
    expect([asked.length, page.closed, page.listening()]).toEqual([0, true, 0])
  })
})
