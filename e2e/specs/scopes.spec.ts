import { readRun, startRun, untilEnded } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'

const step = (id: string, code: string, name: string, x = 0) => ({ id, type: 'function', name, config: { code }, position: { x, y: 0 } })
const body = {
  nodes: [
    step('twice', 'if (input.item === 3) throw new Error("No threes."); return input.item * 2', 'Twice'),
    { id: 'box', type: 'composite', name: 'Box', config: { body: { nodes: [step('inside', 'return 1', 'Inside')], edges: [] } }, position: { x: 304, y: 0 } },
  ],
  edges: [{ id: 'e', from: 'twice', to: 'box' }],
}
const ROUNDS = {
  schemaVersion: 1,
  name: 'Rounds',
  inputs: { type: 'object', properties: { list: { type: 'array', default: [1, 2, 3] } } },
  nodes: [
    { id: 'each', type: 'map', name: 'Each line', config: { items: 'inputs.list', onItemError: 'collect', body }, position: { x: 0, y: 0 } },
    step('sum', 'return input.nodes.each.length', 'Sum', 304),
  ],
  edges: [{ id: 'a', from: 'each', to: 'sum' }],
}

test.describe('what lies inside a run', () => {
  test('[D-28] a body opens from its card, round by round; Escape and back lead out', async ({ page, product, faults }) => {
    const runId = await startRun(product.url, { workflow: ROUNDS })
    await untilEnded(product.url, runId)
    await page.goto(`${product.url}/runs/${runId}`)
    const card = (id: string) => page.locator(`.node-card[data-node-id="${id}"]`)
    await expect(card('each')).toContainText('3/3 · 1 failed')
    await page.getByRole('button', { name: 'Open the body of Each line' }).click()
    const trail = page.getByRole('navigation', { name: 'Place in the run' })
    // The round that failed tells most.
    await expect(trail.getByRole('spinbutton', { name: 'Round' })).toHaveValue('3')
    await expect(card('twice')).toHaveAttribute('data-status', 'failed')
    await trail.getByRole('button', { name: 'Round before' }).click()
    await expect(card('twice')).toHaveAttribute('data-status', 'succeeded')
    await card('twice').click()
    await expect(page.getByRole('region', { name: 'Node Twice' })).toContainText('each[1]/twice')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'Node Twice' })).toBeHidden()
    await page.getByRole('button', { name: 'Open the body of Box' }).click()
    await expect(trail).toContainText('Each line 2')
    await expect(card('inside')).toHaveAttribute('data-status', 'succeeded')
    await page.keyboard.press('Escape')
    await expect(card('box')).toBeVisible()
    await expect(page).toHaveURL(/in=/)
    await page.keyboard.press('Escape')
    await expect(card('sum')).toBeVisible()
    await expect(trail).toBeHidden()
    await page.goBack()
    await expect(card('box')).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('[ES-06][ES-07] a run is replayed from its page: frozen it comes to the same, live from a step with other inputs', async ({ page, product, faults }) => {
    const runId = await startRun(product.url, { workflow: ROUNDS })
    await untilEnded(product.url, runId)
    const replay = async (fill: (dialog: ReturnType<typeof page.getByRole>) => Promise<unknown>) => {
      await page.goto(`${product.url}/runs/${runId}`)
      await page.getByRole('button', { name: 'More for this run' }).click()
      await page.getByRole('menuitem', { name: /Replay/ }).click()
      const dialog = page.getByRole('dialog', { name: 'Replay this run' })
      await fill(dialog)
      await dialog.getByRole('button', { name: 'Replay' }).click()
      await page.waitForURL((url) => /\/runs\/[^/]+$/.test(url.pathname) && !url.pathname.endsWith(runId))
      return page.url().split('/').at(-1) ?? ''
    }
    const frozen = await replay((dialog) => dialog.getByRole('combobox', { name: 'How' }).selectOption('freeze'))
    await expect(page.getByRole('region', { name: 'Replay' })).toContainText('It came to the same state.')
    expect((await readRun(product.url, frozen)).run.status).toBe('COMPLETED')
    const live = await replay(async (dialog) => {
      await dialog.getByRole('combobox', { name: 'From step' }).selectOption('sum')
      // The form of the Run button, with what the run was given.
      const list = dialog.getByRole('textbox', { name: 'List' })
      await expect(list).toHaveValue(/^\[\s*1,\s*2,\s*3\s*\]$/)
      await list.fill('[4]')
      await dialog.getByRole('button', { name: 'As recorded' }).click()
      await expect(list).toHaveValue(/1,\s*2,\s*3/)
      await dialog.getByRole('button', { name: 'As JSON' }).click()
      const inputs = dialog.getByRole('textbox', { name: 'Inputs' })
      await expect(inputs).toHaveValue(/"list"/)
      await inputs.fill('[4]')
      await expect(dialog.getByText('Inputs are an object')).toBeVisible()
      await inputs.fill('{')
      await dialog.getByRole('button', { name: 'Replay' }).click()
      await expect(inputs).toBeFocused()
      await expect(inputs).toHaveAttribute('aria-invalid', 'true')
      expect(await axeFindings(page)).toEqual([])
      await inputs.fill('{"list": [1, 2, 3, 4, 5]}')
      await dialog.getByRole('button', { name: 'As a form' }).click()
      await expect(list).toHaveValue(/1,\s*2,\s*3,\s*4,\s*5/)
    })
    await untilEnded(product.url, live)
    await expect(page.locator('.node-card[data-node-id="each"]')).toContainText('5/5')
    await expect(page.getByRole('region', { name: 'Replay' })).toContainText('from Sum on')
    expect(faults.list).toEqual([])
  })
})
