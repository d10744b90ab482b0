import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Nothing but the page under test may use the network, and root may run it. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** The browser to use: AOB_CHROMIUM, else Playwright's own if it is installed, else one of the system. */
export function chromiumPath(): string | undefined {
  const candidates = [process.env.AOB_CHROMIUM, chromium.executablePath(), ...SYSTEM_BROWSERS]
  return candidates.find((file) => file && existsSync(file))
}
