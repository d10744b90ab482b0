/** Home: the list in every length, what is filtered, imported, asked and refused. */
import type { Page } from '@playwright/test'
import { refuseTrpc, rewriteTrpc } from './answers.ts'
import type { Stage, State } from './state.ts'

const LONG_NAME = 'Quarterly reconciliation of supplier invoices against purchase orders, goods receipts and the ledger of every subsidiary in Europe'

/** What the list of workflows answers, as the page gets it. */
type Listed = Record<string, unknown> & { name: string }

async function home({ page, product }: Stage): Promise<void> {
  await page.goto(product.url)
  await page.getByRole('button', { name: 'New workflow' }).first().waitFor()
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

const foreign = (name: string, type: string, x: number, parameters: object) => ({
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion: 3,
  position: [x, 0],
  parameters,
})

export const FOREIGN_FILE = {
  name: 'Order lines',
  nodes: [
    foreign('When called', 'webhook', 0, { path: 'orders', httpMethod: 'POST' }),
    foreign('Get order', 'httpRequest', 220, { url: '={{ $vars.shop }}/orders/{{ $json.body.orderId }}' }),
    foreign('Is it large', 'if', 440, { conditions: { number: [{ value1: '={{ $json.total }}', operation: 'larger', value2: 500 }] } }),
    foreign('Append to sheet', 'googleSheets', 660, { range: 'A:B' }),
  ],
  connections: {
    'When called': { main: [[{ node: 'Get order', type: 'main', index: 0 }]] },
    'Get order': { main: [[{ node: 'Is it large', type: 'main', index: 0 }]] },
    'Is it large': { main: [[{ node: 'Append to sheet', type: 'main', index: 0 }]] },
  },
}

export const HOME_STATES: readonly State[] = [
  {
    name: 'home-few',
    async show(stage) {
      await home(stage)
      await stage.page
        .getByRole('link', { name: /Lead triage/ })
        .first()
        .waitFor()
    },
  },
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
  {
    name: 'home-no-hits',
    async show(stage) {
      await home(stage)
      await stage.page.getByRole('textbox', { name: 'Filter workflows' }).fill('nothing like it')
      await stage.page.getByText('No workflow goes by that name').waitFor()
    },
  },
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
  {
    name: 'home-menu',
    async show(stage) {
      await home(stage)
      await stage.page.getByRole('button', { name: 'More for Lead triage' }).click()
      await stage.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'templates',
    keepFocus: true,
    async show(stage) {
      await home(stage)
      await stage.page.getByRole('button', { name: 'New workflow' }).click()
      await stage.page.getByRole('dialog').getByRole('textbox').first().waitFor()
    },
  },
  {
    name: 'template-name-taken',
    keepFocus: true,
    async show(stage) {
      await home(stage)
      await stage.page.getByRole('button', { name: 'New workflow' }).click()
      await stage.page.getByRole('dialog').getByRole('textbox').first().fill('Lead triage')
    },
  },
  {
    name: 'import-report',
    async show(stage) {
      await home(stage)
      await pick(stage.page, 'orders.json', FOREIGN_FILE)
      await stage.page.getByRole('dialog', { name: 'Import from n8n' }).getByRole('listitem').last().waitFor()
    },
  },
  {
    name: 'import-refused',
    async show(stage) {
      await home(stage)
      await pick(stage.page, 'cut.json', '{"nodes": [{"id": "a", ')
      await stage.page.getByText(/cut\.json is not JSON/).waitFor()
    },
  },
  {
    name: 'commands',
    keepFocus: true,
    on: 'desk',
    async show(stage) {
      await home(stage)
      await stage.page.keyboard.press('Control+k')
      await stage.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'shortcuts',
    on: 'desk',
    async show(stage) {
      await home(stage)
      await stage.page.waitForLoadState('networkidle') // the keys come behind the first view
      await stage.page.keyboard.press('?')
      await stage.page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'nothing-there',
    async show({ page, product }) {
      await page.goto(`${product.url}/nowhere`)
      await page.getByText(/nothing at this address/).waitFor()
    },
  },
]
