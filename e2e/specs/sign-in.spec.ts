import type { DraftView } from '@aob/schemas'
import type { Page } from '@playwright/test'
import { getJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { cards, dropFromPalette, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { type FromElsewhere, startFromElsewhere } from '../product/from-elsewhere.ts'
import { keptAsByAnOlderPage } from '../product/kept-drafts.ts'
import { tabTo } from '../product/keyboard.ts'
import { deleteSessions } from '../product/redis-words.ts'
import { type RunningProduct, startProduct } from '../product/start-product.ts'

const ENV = { AOB_API_TOKENS: 'ada:ada-token-of-the-test,bo:bo-token-of-the-test', AOB_LIMIT_SESSION_CHECK_MS: '300' }
const DRAFT_PATH = '/api/v1/workflows/Drawn%20between/tags/main/draft'

const signInPage = (page: Page) => page.getByRole('dialog', { name: /^Sign in/ })
const token = (page: Page) => page.getByLabel('Access token')

async function signIn(page: Page, text: string): Promise<void> {
  await token(page).fill(text)
  await token(page).press('Enter')
}

test.describe('the builder from another machine', () => {
  let product: RunningProduct
  let elsewhere: FromElsewhere
  test.beforeAll(async () => {
    product = await startProduct({ env: ENV })
    elsewhere = await startFromElsewhere(product.port)
  })
  test.afterAll(async () => {
    await elsewhere.close()
    await product.dispose()
  })

  test('[DB-06] cold, by keys alone: sign in, work, the server dies and comes back, the session ends while something is drawn, nothing is lost', async ({
    page,
  }) => {
    await page.goto(`${elsewhere.url}/`)
    await expect(signInPage(page)).toBeVisible()
    await expect(token(page)).toBeFocused()
    await expect(token(page)).toHaveAttribute('autocomplete', 'current-password')
    expect(await axeFindings(page)).toEqual([])
    // It is the only thing there is: nothing else takes the focus, Escape leads nowhere, and what is wrong is said.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(signInPage(page)).toBeVisible()
    await page.keyboard.type('not-a-token')
    await page.keyboard.press('Enter')
    await expect(signInPage(page).getByText('The server does not know this token.')).toBeVisible()
    await expect(token(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(token(page)).toBeFocused()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.type('ada-token-of-the-test')
    await tabTo(page, signInPage(page).getByRole('button', { name: 'Sign in' }))
    await page.keyboard.press('Enter')
    await expect(signInPage(page)).toBeHidden()
    await expect(page.getByRole('link', { name: /Lead triage/ }).first()).toBeVisible()

    await newWorkflow(page, elsewhere.url, 'Drawn between')
    const standing = page.getByRole('banner').locator('[data-save-state]')
    await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
    await expect(standing).toHaveAttribute('data-save-state', 'draft')
    await expect(page.getByRole('button', { name: 'Account: ada' })).toBeVisible()

    await product.kill9()
    product = await startProduct({ env: ENV, dataDir: product.dataDir, port: product.port })
    await page.reload()
    await expect(cards(page)).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'Account: ada' })).toBeVisible()
    await expect(signInPage(page)).toBeHidden()

    await deleteSessions(product.dataDir)
    // Its socket is closed: nothing has to be done to be told.
    await expect(signInPage(page)).toBeVisible()
    await expect(signInPage(page).getByText('What you have made is kept')).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
    await signIn(page, 'ada-token-of-the-test')
    await expect(signInPage(page)).toBeHidden()
    await expect(cards(page)).toHaveCount(1)

    // Once more, while something is drawn: what the server does not take is kept, in this page and in its log, and goes on as the same person.
    const drawn = async (label: RegExp, at: { x: number; y: number }) => {
      await page.route(
        /drafts\.append/,
        async (route) => {
          await deleteSessions(product.dataDir)
          await route.continue()
        },
        { times: 1 },
      )
      await dropFromPalette(page, label, at)
      await expect(signInPage(page)).toBeVisible()
    }
    const gestures = async () => (await getJson<DraftView>(`${product.url}${DRAFT_PATH}`)).gestures.map(({ actor }) => actor.id)
    await drawn(/^Wait/, { x: 420, y: 160 })
    expect(await gestures()).toEqual(['ada'])
    await signIn(page, 'ada-token-of-the-test')
    await expect.poll(gestures).toEqual(['ada', 'ada'])
    await expect(cards(page)).toHaveCount(2)

    await drawn(/^Join/, { x: 140, y: 320 })
    await page.reload()
    await expect(signInPage(page)).toBeVisible()
    expect(await gestures()).toEqual(['ada', 'ada'])
    await signIn(page, 'ada-token-of-the-test')
    await expect(cards(page)).toHaveCount(3)
    await expect.poll(gestures).toEqual(['ada', 'ada', 'ada'])
    expect(new URL(page.url()).pathname).toBe('/w/Drawn%20between')
  })

  test('[D-36] what one person drew and the server does not have goes out under no other name', async ({ page }) => {
    await page.goto(`${elsewhere.url}/`)
    await signIn(page, 'ada-token-of-the-test')
    const draft = async (name: string) =>
      (await getJson<DraftView>(`${product.url}/api/v1/workflows/${encodeURIComponent(name)}/tags/main/draft`)).gestures.map(({ actor }) => actor.id)
    const name = 'Drawn by two'
    const url = await newWorkflow(page, elsewhere.url, name)
    const standing = page.getByRole('banner').locator('[data-save-state]')

    // The page is there, the server behind it is not.
    await page.context().route(/drafts\.append/, (route) => route.abort())
    await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
    await dropFromPalette(page, /^Wait/, { x: 420, y: 160 })
    await expect(standing).toContainText('2 changes kept on this device')

    // The browser is somebody else's by now, and this page has not heard of it.
    const asBo = await fetch(`${elsewhere.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: elsewhere.url },
      body: JSON.stringify({ token: 'bo-token-of-the-test' }),
    })
    const [cookie = '', value = ''] = (asBo.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? []
    await page.context().addCookies([{ name: cookie, value, url: elsewhere.url, httpOnly: true, sameSite: 'Strict' }])
    await page.context().unroute(/drafts\.append/)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect(standing).toContainText('Not sent – 2 changes kept on this device')
    expect(await draft(name)).toEqual([])

    // Bo sees whose they are, draws beside them, and they stay ada's.
    await page.goto(url)
    await expect(page.getByRole('button', { name: 'Account: bo' })).toBeVisible()
    await expect(cards(page)).toHaveCount(0)
    await dropFromPalette(page, /^Function/, { x: 420, y: 320 })
    await expect(standing).toHaveAttribute('data-save-state', 'draft')
    expect(await draft(name)).toEqual(['bo'])
    await page.getByRole('button', { name: '2 changes kept for ada' }).click()
    const dialog = page.getByRole('dialog', { name: '2 changes kept for ada' })
    await expect(dialog).toContainText('add Join')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Discard…' }).click()
    await expect(dialog.getByRole('alert')).toContainText('cannot be had back')
    await dialog.getByRole('button', { name: 'Keep for ada' }).click()

    const signInAs = async (who: string) => {
      await page.getByRole('button', { name: /^Account: / }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await signIn(page, `${who}-token-of-the-test`)
      await expect(page.getByRole('button', { name: `Account: ${who}` })).toBeVisible()
    }
    await signInAs('ada')
    await expect(cards(page)).toHaveCount(3)
    await expect.poll(() => draft(name)).toEqual(['bo', 'ada', 'ada'])
    await expect(page.getByRole('button', { name: /kept for/ })).toBeHidden()

    // Discarded, they are gone, for their author as well.
    await page.context().route(/drafts\.append/, (route) => route.abort())
    await dropFromPalette(page, /^Join/, { x: 140, y: 420 })
    await expect(standing).toContainText('1 change kept on this device')
    await signInAs('bo')
    await page.context().unroute(/drafts\.append/)
    await page.getByRole('button', { name: '1 change kept for ada' }).click()
    await page.getByRole('button', { name: 'Discard…' }).click()
    await page.getByRole('button', { name: 'Discard for good' }).click()
    await expect(page.getByRole('button', { name: /kept for/ })).toBeHidden()
    await signInAs('ada')
    await expect(cards(page)).toHaveCount(3)
    expect(await draft(name)).toEqual(['bo', 'ada', 'ada'])

    // What an older page kept says nothing of whose it is: it goes out as the work of whoever says that it is theirs.
    await page.context().route(/drafts\.append/, (route) => route.abort())
    await dropFromPalette(page, /^Join/, { x: 140, y: 420 })
    await expect(standing).toContainText('1 change kept on this device')
    await signInAs('bo')
    await keptAsByAnOlderPage(page, `${name}@main`, 'ada')
    await page.context().unroute(/drafts\.append/)
    await page.reload()
    await page.getByRole('button', { name: '1 change kept for somebody' }).click()
    await page.getByRole('button', { name: 'They are mine' }).click()
    await expect(page.getByRole('button', { name: /kept for/ })).toBeHidden()
    await expect(cards(page)).toHaveCount(4)
    await expect.poll(() => draft(name)).toEqual(['bo', 'ada', 'ada', 'bo'])
  })

  test('what keeps somebody out is said: too many wrong tokens, and a server that is away', async ({ page }) => {
    await page.goto(`${elsewhere.url}/approvals`)
    await expect(signInPage(page)).toBeVisible()
    const said = async (answer: { status: number; headers?: Record<string, string> } | 'none', words: string) => {
      await page.route('**/api/v1/session', (route) => (answer === 'none' ? route.abort() : route.fulfill(answer)), { times: 1 })
      await signIn(page, 'ada-token-of-the-test')
      await expect(signInPage(page).getByText(words)).toBeVisible()
      expect(await axeFindings(page)).toEqual([])
    }
    await said({ status: 429, headers: { 'retry-after': '900' } }, 'Try again in 15 minutes')
    await said({ status: 429, headers: { 'retry-after': '42' } }, 'Try again in 42 seconds')
    await said({ status: 503 }, 'The server cannot be reached')
    await said('none', 'The server cannot be reached')
    await signIn(page, 'ada-token-of-the-test')
    await expect(signInPage(page)).toBeHidden()
    await expect(page.getByRole('heading', { name: 'Approvals' })).toBeVisible()
  })

  test('signing out by keys leaves nothing on the page, in no tab; one sign-in opens all of them, as another person if it is one', async ({ page }) => {
    await page.goto(`${elsewhere.url}/runs`)
    await signIn(page, 'ada-token-of-the-test')
    const account = page.getByRole('button', { name: 'Account: ada' })
    await expect(account).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
    const other = await page.context().newPage()
    await other.goto(`${elsewhere.url}/approvals`)
    await expect(other.getByRole('button', { name: 'Account: ada' })).toBeVisible()

    await tabTo(page, account)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu').getByText('Signed in as ada')).toBeVisible()
    await page.getByRole('menuitem', { name: 'Sign out' }).press('Enter')
    await expect(signInPage(page).getByText('it asks who you are')).toBeVisible()
    expect(await page.context().cookies()).toEqual([])
    await expect(signInPage(other)).toBeVisible()

    await signIn(page, 'bo-token-of-the-test')
    await expect(page.getByRole('button', { name: 'Account: bo' })).toBeVisible()
    expect(new URL(page.url()).pathname).toBe('/runs')
    // What the other tab held was ada's: it begins anew, as bo.
    await expect(other.getByRole('button', { name: 'Account: bo' })).toBeVisible()
    const kept = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]))
    expect(kept).not.toContain('token-of-the-test')
    expect(await page.evaluate(() => document.cookie)).toBe('')
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'aob_session', httpOnly: true, sameSite: 'Strict', path: '/' })
  })
})
