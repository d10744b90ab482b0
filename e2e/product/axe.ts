import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.2 at level AA, with everything it builds on. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe finds on the page as it stands, one line per place; empty when there is nothing. Where the system's colours are forced, contrast
 * is the system's: axe would compare the page's own text colours, which are not shown, with the system's grounds.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE)
  const { violations } = await page.evaluate((values) => {
    const { axe: engine } = window as unknown as { axe: typeof axe } // put there by the line above
    const rules = { 'color-contrast': { enabled: !matchMedia('(forced-colors: active)').matches } }
    return engine.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] })
  }, RULES)
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`))
}
