import { unseenFocus } from '../look/focus.ts'
import { contextFor, lookAt } from '../look/look-at.ts'
import { VARIANTS } from '../look/state.ts'
import { stateNamed } from '../look/states.ts'
import { expect, test } from '../product/fixtures.ts'

/** What no other test looks at; the rest, in every variant, is `npm run look`. */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  light: ['shortcuts', 'field-errors', 'quick-add', 'cycle-explained', 'group-selected', 'hostile'],
  dark: ['home-long-name', 'problems', 'find', 'several-selected', 'connect-by-keys', 'run-dialog', 'save-offline'],
  'phone-dark': ['home-empty', 'template-name-taken', 'editor-empty'],
}

for (const variant of VARIANTS.filter(({ name }) => name in SEEN))
  test(`axe finds nothing, and nothing is cut off or sticks out, in what is seen now and then: ${variant.name}`, async ({ browser, product }) => {
    const found: Record<string, string[]> = {}
    const within = await contextFor(browser, variant)
    for (const name of SEEN[variant.name] ?? []) found[name] = await lookAt(browser, product, stateNamed(name), variant, { stepMs: 30_000, within })
    await within.close()
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])))
  })

for (const colorScheme of ['light', 'dark'] as const)
  test(`where the focus is can be seen at every stop of Tab: ${colorScheme}`, async ({ browser, product }) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(product.url)
    await expect(page.getByRole('link', { name: /Lead triage/ }).first()).toBeVisible()
    expect(await unseenFocus(page, 16)).toEqual([])
    await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}?node=check_stock`)
    // Others may have left something in the draft of the example: it is the parts of the page that are walked through.
    await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Node name' })).toBeVisible()
    expect(await unseenFocus(page, 44)).toEqual([])
    await context.close()
  })
