/** Home: the list in every length, what is filtered, imported, asked and refused. */
import { expect, type Page } from '@playwright/test'
import { refuseTrpc, rewriteTrpc } from './answers.ts'
import { FOREIGN_FILE } from './documents.ts'
import type { Stage, State } from './state.ts'

const LONG_NAME = 'Quarterly reconciliation of supplier invoices against purchase orders, goods receipts and the ledger of every subsidiary in Europe'

/** What the list of workflows answers, as the page gets it. */
type Listed = Record<string, unknown> & { name: string }

async function home({ page, product }: Stage): Promise<void> {
  await page.goto(product.url)
  await page.getByRole('button', { name: 'New workflow' }).first().waitFor()
}

/** A state of the home page, reached from it as it opens. */
function atHome(name: string, { on, keepFocus }: Pick<State, 'on' | 'keepFocus'>, act: (stage: Stage) => Promise<void>): State {
  return {
    name,
    ...(on ? { on } : {}),
    ...(keepFocus ? { keepFocus } : {}),
    async show(stage) {
      await home(stage)
      await act(stage)
    },
  }
}

async function listed(stage: Stage, rows: (list: Listed[]) => Listed[]): Promise<void> {
  await rewriteTrpc(stage.page, 'workflows.list', (list) => rows(list as Listed[]))
  await home(stage)
}

const many = (list: Listed[]) =>
  Array.from({ length: 60 }, (_, index) => ({ ...(list[index % list.length] as Listed), name: `${list[index % list.length]?.name} ${index + 1}` }))

async function pick(page: Page, name: string, content: unknown): Promise<void> {
  const buffer = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  await page.getByLabel('Workflow file').setInputFiles({ name, mimeType: 'application/json', buffer })
}

export const HOME_STATES: readonly State[] = [
  atHome('home-few', {}, async (stage) => {
    await stage.page
      .getByRole('link', { name: /Lead triage/ })
      .first()
      .waitFor()
  }),
  {
    name: 'home-empty',
    async show(stage) {
      await listed(stage, () => [])
      await stage.page.getByText('No workflows yet').waitFor()
    },
  },
  {
    name: 'home-many',
    async show(stage) {
      await listed(stage, many)
      await stage.page.getByRole('link', { name: / 1$/ }).first().waitFor()
    },
  },
  {
    name: 'home-long-name',
    async show(stage) {
      await listed(stage, (list) =>
        list.map((row, index) => (index === 1 ? { ...row, name: LONG_NAME } : index === 2 ? { ...row, name: 'x'.repeat(200) } : row)),
      )
      await stage.page.getByText(LONG_NAME).first().waitFor()
    },
  },
  atHome('home-no-hits', {}, async (stage) => {
    await stage.page.getByRole('textbox', { name: 'Filter workflows' }).fill('nothing like it')
    await stage.page.getByText('No workflow goes by that name').waitFor()
  }),
  {
    name: 'home-loading',
    async show({ page, product }) {
      await page.route(/\/trpc\//, () => undefined)
      await page.goto(product.url)
      await page.getByRole('status', { name: 'Loading workflows' }).waitFor()
    },
  },
  {
    name: 'home-failed',
    async show({ page, product }) {
      await refuseTrpc(page, 'workflows.list')
      await page.goto(product.url)
      await page.getByText('The workflows could not be loaded').waitFor()
    },
  },
  atHome('home-menu', {}, async (stage) => {
    await stage.page.getByRole('button', { name: 'More for Lead triage' }).click()
    await stage.page.getByRole('menu').waitFor()
  }),
  atHome('templates', { keepFocus: true }, async (stage) => {
    await stage.page.getByRole('button', { name: 'New workflow' }).click()
    await stage.page.getByRole('dialog').getByRole('textbox').first().waitFor()
  }),
  atHome('template-name-taken', { keepFocus: true }, async (stage) => {
    await stage.page.getByRole('button', { name: 'New workflow' }).click()
    await stage.page.getByRole('dialog').getByRole('textbox').first().fill('Lead triage')
  }),
  atHome('import-report', {}, async (stage) => {
    await pick(stage.page, 'orders.json', FOREIGN_FILE)
    await stage.page.getByRole('dialog', { name: 'Import from n8n' }).getByRole('listitem').last().waitFor()
  }),
  atHome('import-refused', {}, async (stage) => {
    await pick(stage.page, 'cut.json', '{"nodes": [{"id": "a", ')
    await stage.page.getByText(/cut\.json is not JSON/).waitFor()
  }),
  atHome('import-not-valid', {}, async (stage) => {
    await pick(stage.page, 'mine.json', {
      schemaVersion: 1,
      name: 'Mine',
      nodes: [{ id: 'call', type: 'http', config: {}, position: { x: 0, y: 0 } }],
      edges: [],
    })
    await stage.page.getByRole('dialog', { name: /is not valid yet/ }).waitFor()
  }),
  {
    name: 'home-archived',
    async show(stage) {
      await listed(stage, (list) => list.map((row, index) => (index < 2 ? { ...row, archived: true } : row)))
      await stage.page.getByRole('button', { name: /^Archived/ }).click()
    },
  },
  atHome('commands', { on: 'desk', keepFocus: true }, async (stage) => {
    await stage.page.keyboard.press('Control+k')
    await stage.page.getByRole('option').first().waitFor()
  }),
  atHome('shortcuts', { on: 'desk' }, async (stage) => {
    // The keys come behind the first view: until then they are nobody's.
    await expect(async () => {
      await stage.page.keyboard.press('?')
      await expect(stage.page.getByRole('dialog')).toBeVisible({ timeout: 1000 })
    }).toPass({ timeout: 15_000 })
  }),
  {
    name: 'nothing-there',
    async show({ page, product }) {
      await page.goto(`${product.url}/nowhere`)
      await page.getByText(/nothing at this address/).waitFor()
    },
  },
]
