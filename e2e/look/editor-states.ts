/** The editor at rest and what lies beside its canvas. */
import { postJson } from '../product/api.ts'
import { canvasOf, card, cards, inspectorOf } from '../product/editor.ts'
import { EXAMPLE, everyType, FOUR_STEPS, grouped, HOSTILE, LOOPED, NAMES, NODE_TYPES, WRONG } from './documents.ts'
import { atDesk, edit } from './opened-editor.ts'
import type { Stage, State } from './state.ts'

/** A draft that could not be published: typed as text over a workflow that could. */
async function draftOf(stage: Stage, document: object): Promise<void> {
  await edit(stage, FOUR_STEPS)
  const inspector = inspectorOf(stage.page)
  await inspector.getByRole('tab', { name: 'JSON' }).click()
  await inspector.getByRole('textbox', { name: 'Workflow as JSON' }).fill(JSON.stringify(document))
  await inspector.getByText('In step with the canvas.').waitFor()
  await inspector.getByRole('tab', { name: 'Settings' }).click()
}

const rail = ({ page }: Stage, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true })

const inspectors: State[] = NODE_TYPES.map((type) => ({
  name: `inspector-${type}`,
  on: 'desk',
  async show(stage) {
    await edit(stage, everyType('Every type'), type)
    await inspectorOf(stage.page).getByRole('textbox', { name: 'Node name' }).waitFor()
  },
}))

export const EDITOR_STATES: readonly State[] = [
  {
    name: 'editor-empty',
    async show(stage) {
      await stage.page.goto(await stage.workflow({ schemaVersion: 1, name: 'Nothing yet', nodes: [], edges: [] }))
      await stage.page.getByText(stage.phone ? /Read only/ : 'Start with a first step').waitFor()
    },
  },
  { name: 'editor-example', show: (stage) => edit(stage, EXAMPLE) },
  { name: 'editor-inspector', show: (stage) => edit(stage, EXAMPLE, 'check_stock') },
  ...inspectors,
  atDesk('editor-body', { document: LOOPED, node: 'each' }, async ({ page }) => {
    await inspectorOf(page).getByRole('button', { name: 'Open the body' }).click()
    await page.getByRole('navigation', { name: 'Place in the workflow' }).waitFor()
    await card(page, 'price').click({ position: { x: 60, y: 10 } })
    await inspectorOf(page).getByRole('textbox', { name: 'Node name' }).waitFor()
  }),
  {
    name: 'field-errors',
    on: 'desk',
    async show(stage) {
      await draftOf(stage, WRONG)
      await card(stage.page, 'call').click({ position: { x: 60, y: 10 } })
      await inspectorOf(stage.page).getByText('This is needed.').first().waitFor()
    },
  },
  {
    name: 'problems',
    on: 'desk',
    async show(stage) {
      await draftOf(stage, WRONG)
      await stage.page
        .getByRole('region', { name: 'History and problems' })
        .getByRole('button', { name: /problem/ })
        .click()
    },
  },
  atDesk('editor-commands', { document: EXAMPLE, node: 'check_stock', keepFocus: true }, async (stage) => {
    await stage.page.keyboard.press('Control+k')
    await stage.page.getByRole('dialog').getByRole('option').first().waitFor()
  }),
  atDesk('palette-by-keyboard', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.getByRole('textbox', { name: 'Find a node type' }).focus()
    await stage.page.keyboard.press('Tab')
    await stage.page.keyboard.press('ArrowDown')
  }),
  atDesk('palette-no-hits', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.getByRole('textbox', { name: 'Find a node type' }).fill('teleport')
  }),
  atDesk('outline', { document: EXAMPLE, node: 'check_stock' }, async (stage) => {
    await rail(stage, 'Outline').click()
    await stage.page.getByRole('tree').waitFor()
  }),
  atDesk('find', { document: EXAMPLE }, async (stage) => {
    await stage.page.keyboard.press('Control+f')
    await stage.page.getByRole('textbox', { name: /^Find/ }).fill('order')
    await stage.page.locator('[data-hits]').first().waitFor()
  }),
  atDesk('find-no-hits', { document: EXAMPLE, keepFocus: true }, async (stage) => {
    await stage.page.keyboard.press('Control+f')
    await stage.page.getByRole('textbox', { name: /^Find/ }).fill('zebra')
  }),
  atDesk('json-beside', { document: EXAMPLE, node: 'check_stock' }, async (stage) => {
    await rail(stage, 'JSON').click()
    await stage.page.locator('.cm-content').first().waitFor()
  }),
  atDesk('json-broken', { document: FOUR_STEPS }, async (stage) => {
    await rail(stage, 'JSON').click()
    await stage.page.getByRole('textbox', { name: 'Workflow as JSON' }).click()
    await stage.page.keyboard.press('Control+Home')
    await stage.page.keyboard.type('oops')
    await stage.page.getByText('The canvas keeps the last valid state.').waitFor()
  }),
  atDesk('completion', { document: EXAMPLE, node: 'check_stock', keepFocus: true }, async (stage) => {
    await stage.page.locator('[data-expression-editor]').first().click()
    await stage.page.keyboard.press('Control+a')
    await stage.page.keyboard.type('{{ vars.sample }}/inventory/{{ nodes.fetch_order.')
    await stage.page.locator('.cm-tooltip-autocomplete').waitFor()
  }),
  atDesk(
    'tidy',
    { document: { ...FOUR_STEPS, nodes: FOUR_STEPS.nodes.map((node, index) => ({ ...node, position: { x: index * 120, y: index * 90 } })) } },
    async (stage) => {
      await stage.page.getByRole('button', { name: 'Tidy' }).click()
      await stage.page
        .getByRole('region', { name: 'Tidy' })
        .getByText(/moves?/)
        .first()
        .waitFor()
    },
  ),
  { name: 'groups-open', show: (stage) => edit(stage, grouped(false)) },
  { name: 'groups-folded', show: (stage) => edit(stage, grouped(true)) },
  atDesk('group-selected', { document: grouped(true) }, async (stage) => {
    await stage.page
      .getByRole('group', { name: /^What the customer gets/ })
      .first()
      .click({ position: { x: 60, y: 16 } })
  }),
  atDesk('several-selected', { document: EXAMPLE }, async (stage) => {
    await canvasOf(stage.page).click({ position: { x: 30, y: 30 } })
    await stage.page.keyboard.press('Control+a')
    await stage.page.getByRole('heading', { name: /selected$/ }).waitFor()
  }),
  atDesk('edge-selected', { document: FOUR_STEPS }, async (stage) => {
    await stage.page.locator('.react-flow__edge[data-id="two"]').press('Enter')
    await inspectorOf(stage.page)
      .getByRole('textbox', { name: /^Only when/ })
      .waitFor()
  }),
  atDesk('node-menu', { document: EXAMPLE, node: 'check_stock' }, async (stage) => {
    await stage.page.getByRole('button', { name: 'More for this node' }).click()
    await stage.page.getByRole('menu').waitFor()
  }),
  {
    name: 'hostile',
    async show(stage) {
      await edit(stage, HOSTILE, 'turned')
      await card(stage.page, 'html').waitFor()
    },
  },
  {
    name: 'names-of-the-world',
    show: (stage) => edit(stage, NAMES),
  },
  {
    name: 'names-nearer',
    on: 'desk',
    async show(stage) {
      await edit(stage, NAMES)
      for (let step = 0; step < 3; step += 1) await stage.page.getByRole('button', { name: 'Zoom in' }).click()
    },
  },
  {
    name: 'zoomed-200',
    on: 'desk',
    context: { viewport: { width: 720, height: 450 } },
    show: (stage) => edit(stage, EXAMPLE, 'check_stock'),
  },
  {
    name: 'forced-colours',
    on: 'desk',
    context: { forcedColors: 'active' },
    show: (stage) => edit(stage, EXAMPLE, 'check_stock'),
  },
  {
    name: 'editor-loading',
    async show(stage) {
      const address = await stage.workflow(EXAMPLE)
      await stage.page.route(/\/trpc\//, () => undefined)
      await stage.page.goto(address)
      await stage.page.getByRole('status').first().waitFor()
    },
  },
  {
    name: 'editor-missing',
    async show({ page, product }) {
      await page.goto(`${product.url}/w/${encodeURIComponent('Not here')}`)
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'worker-broken',
    async show({ page, workflow }) {
      const address = await workflow(FOUR_STEPS)
      const operations = [{ op: 'add', path: '/nodes/-', value: { id: 'more', type: 'join', config: {}, position: { x: 0, y: 240 } } }]
      const { origin, pathname } = new URL(address)
      const { status } = await postJson(`${origin}/api/v1/workflows/${pathname.replace('/w/', '')}/tags/main/patches`, { operations })
      if (status >= 300) throw new Error(`The change was refused with ${status}`)
      await page.context().route(/\/assets\/materializer\.worker-[^/]*\.js$/, (route) => route.abort())
      await page.goto(address)
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'large-example',
    async show({ page, product }) {
      await page.goto(`${product.url}/examples/large`)
      await page.locator('section[aria-busy=false]').first().waitFor()
      await cards(page).first().waitFor()
    },
  },
  {
    name: 'large-middle',
    on: 'desk',
    async show({ page, product }) {
      await page.goto(`${product.url}/examples/large`)
      await page.locator('section[aria-busy=false]').first().waitFor()
      await cards(page).first().waitFor()
      for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()
    },
  },
  {
    name: 'large-overview',
    async show({ page, product }) {
      await page.goto(`${product.url}/examples/large`)
      await page.locator('section[aria-busy=false]').first().waitFor()
      await page.getByRole('button', { name: 'Fit everything' }).click()
      await page.locator('[data-painted="all"]').waitFor()
    },
  },
]
