import type { Locator, Page } from '@playwright/test'

const MOST_STEPS = 80

/** Walks with Tab (or Shift+Tab) until the element has the focus, as somebody without a pointer does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  // Found by its name once, not at every step: names are computed over the whole page. Drawn anew, it is looked for again.
  let element = await target.elementHandle()
  for (let step = 0; step < MOST_STEPS; ) {
    const place = await element?.evaluate((drawn) => (drawn === document.activeElement ? 'here' : drawn.isConnected ? 'elsewhere' : 'gone'))
    if (place === 'here') return
    if (place === 'elsewhere') {
      await page.keyboard.press(key)
      step += 1
    } else {
      element = await target.elementHandle()
    }
  }
  throw new Error(`${MOST_STEPS} times ${key} did not lead to ${target}`)
}

/** The parts of a page, as F6 goes through them. */
export type Part = 'canvas' | 'inspector' | 'below' | 'bar' | 'rail' | 'side'
const MOST_PARTS = 8

/** Goes to a part of the page with F6 (or Shift+F6), as somebody without a pointer does. What the key does comes once the first view stands. */
export async function goToPart(page: Page, part: Part, key: 'F6' | 'Shift+F6' = 'F6'): Promise<void> {
  const here = () => page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'))
  for (let step = 0; step < MOST_PARTS; ) {
    const before = await here()
    if (before === part) return
    await page.keyboard.press(key)
    if ((await here()) !== before) step += 1
    else await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  if ((await here()) !== part) throw new Error(`${MOST_PARTS} times ${key} did not lead to ${part}`)
}
