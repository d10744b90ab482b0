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
