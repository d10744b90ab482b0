/** What a person does on the canvas, one input event a frame, and what that costs the page's main thread. */
import type { CDPSession, Page } from '@playwright/test'
import type { Contestant, Harness } from './harness.tsx'

declare global {
  interface Window {
    harness: Harness
    longTasks: number[]
  }
}

export type Gesture = 'load' | 'pan' | 'zoom' | 'drag' | 'overview'

/** Milliseconds of processor time: per frame, of the whole for `load`. */
export interface Cost {
  cpuMs: number
  /** Tasks over 50 ms, as the browser counts them. */
  longTasks: number
}

export interface Measured {
  costs: Record<Gesture, Cost>
  /** Elements of the page when cards are seen at reading size. */
  elements: number
}

const FRAMES = 60
/** Where a frame takes seconds, a few of them tell. */
const FEW_FRAMES = 6
const MANY_NODES = 1_000
/** How far two fingers move the canvas in a frame, in pixels; both contestants follow them one to one. */
const PAN = { x: 12, y: 8 }
const MIDDLE = { x: 640, y: 400 }

/** One contestant through all gestures in a fresh page. */
export async function measure(page: Page, session: CDPSession, contestant: Contestant, nodes: number): Promise<Measured> {
  const load = await costOf(page, session, 1, () => page.evaluate(([who, count]) => window.harness.mount(who, count), [contestant, nodes] as const))
  const elements = await page.evaluate(() => document.querySelectorAll('*').length)
  const frame = () => page.evaluate(() => window.harness.frames(1))
  await page.evaluate(() => window.harness.middle())
  await page.mouse.move(MIDDLE.x, MIDDLE.y)
  const pan = await costOf(page, session, FRAMES, async () => {
    for (let step = 0; step < FRAMES; step++) {
      await page.mouse.wheel(step < FRAMES / 2 ? PAN.x : -PAN.x, PAN.y)
      await frame()
    }
  })
  const zoom = await costOf(page, session, FRAMES, async () => {
    await page.keyboard.down('Control')
    for (let step = 0; step < FRAMES; step++) {
      await page.mouse.wheel(0, step < FRAMES / 2 ? 12 : -12)
      await frame()
    }
    await page.keyboard.up('Control')
  })
  const drag = await dragCost(page, session)
  await page.evaluate(() => window.harness.overview())
  await page.mouse.move(MIDDLE.x, MIDDLE.y)
  const frames = contestant === 'plain' && nodes > MANY_NODES ? FEW_FRAMES : FRAMES
  const overview = await costOf(page, session, frames, async () => {
    for (let step = 0; step < frames; step++) {
      await page.mouse.wheel(step < frames / 2 ? PAN.x / 2 : -PAN.x / 2, PAN.y / 2)
      await frame()
    }
  })
  return { costs: { load, pan, zoom, drag, overview }, elements }
}

async function dragCost(page: Page, session: CDPSession): Promise<Cost> {
  await page.evaluate(() => window.harness.middle())
  const card = await page.evaluate(({ x, y }) => window.harness.cardNear(x, y), MIDDLE)
  await page.mouse.move(card.x, card.y)
  await page.mouse.down()
  const cost = await costOf(page, session, FRAMES, async () => {
    for (let step = 1; step <= FRAMES; step++) {
      await page.mouse.move(card.x + step * 3, card.y + step * 2)
      await page.evaluate(() => window.harness.frames(1))
    }
  })
  await page.mouse.up()
  return cost
}

async function costOf(page: Page, session: CDPSession, frames: number, work: () => Promise<unknown>): Promise<Cost> {
  await page.evaluate(() => {
    window.longTasks.length = 0
  })
  const before = await mainThreadMs(session)
  await work()
  const spent = (await mainThreadMs(session)) - before
  return { cpuMs: spent / frames, longTasks: await page.evaluate(() => window.longTasks.length) }
}

async function mainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}
