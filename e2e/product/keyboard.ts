import type { Locator, Page } from '@playwright/test'

const MOST_STEPS = 80

/** Walks with Tab (or Shift+Tab) until the element has the focus, as somebody without a pointer does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${MOST_STEPS} times ${key} did not lead to ${target}`)
}
