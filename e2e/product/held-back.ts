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
