import type { BrowserContext, Page } from '@playwright/test'

/** Keeps requests back until the function it gives is called. */
export async function heldBack(pages: BrowserContext | Page, address: RegExp): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await pages.route(address, async (route) => {
    await released
    await route.continue()
  })
  return release
}

/** The same for the script that says `words`, whatever its name is. */
export async function heldScript(page: Page, words: string): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    if (body.includes(words)) await released
    await route.fulfill({ response, body })
  })
  return release
}
