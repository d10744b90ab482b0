import type { ScheduleView } from '@aob/schemas'
import { getJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { inspectorOf, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

test('inputs keep the order of their author, and a schedule asks for them as the Run button does', async ({ page, product, faults }) => {
  const name = 'Asked in order'
  const url = await newWorkflow(page, product.url, name)
  const inputs = inspectorOf(page).getByRole('region', { name: 'Inputs', exact: true })
  for (const input of ['zone_of_the_customer', 'amount', 'marker']) {
    await inputs.getByRole('button', { name: 'Add an input' }).click()
    await page.keyboard.type(input)
    await page.keyboard.press('Enter')
  }
  const zone = inputs.getByRole('textbox', { name: 'Name of the input zone_of_the_customer' })

  await test.step('a name of twenty letters is read without scrolling', async () => {
    expect(await zone.evaluate((field) => field.scrollWidth - field.clientWidth)).toBeLessThanOrEqual(0)
  })

  await test.step('one is moved, another required; saved and loaded anew they stand as they were put', async () => {
    await inputs.getByRole('button', { name: 'Move marker up' }).press('Enter')
    // By keys from any field of it, and the focus stays where it was.
    const marker = inputs.getByRole('textbox', { name: 'Name of the input marker' })
    await marker.press('Alt+ArrowUp')
    await expect(marker).toBeFocused()
    await expect(inputs.getByRole('textbox', { name: /^Name of the input/ }).first()).toHaveValue('marker')
    await expect(page.getByRole('status').filter({ hasText: 'marker is input 1 of 3' })).toBeAttached()
    await inputs.getByRole('button', { name: 'Move marker down' }).press('Enter')
    await inputs.getByRole('button', { name: 'Unfold zone_of_the_customer' }).click()
    await inputs.getByRole('switch', { name: 'Required' }).click()
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
    await page.reload()
    await expect(inputs.getByRole('textbox', { name: /^Name of the input/ })).toHaveCount(3)
    expect(
      await inputs.getByRole('textbox', { name: /^Name of the input/ }).evaluateAll((fields) => fields.map((field) => 'value' in field && field.value)),
    ).toEqual(['zone_of_the_customer', 'marker', 'amount'])
  })

  await test.step('as JSON they stand in that order, and lines that are moved there are moved', async () => {
    await inputs.getByRole('button', { name: 'JSON', exact: true }).click()
    const text = inputs.getByRole('textbox', { name: 'Inputs as JSON' })
    const typed = await text.inputValue()
    expect(typed).not.toContain('x-order')
    const { properties, ...schema } = JSON.parse(typed) as { properties: Record<string, unknown> }
    expect(Object.keys(properties)).toEqual(['zone_of_the_customer', 'marker', 'amount'])
    const reversed = JSON.stringify({ ...schema, properties: Object.fromEntries(Object.entries(properties).reverse()) })
    await text.fill(reversed)
    // What was typed stays as it was typed.
    await expect(text).toHaveValue(reversed)
    await inputs.getByRole('button', { name: 'JSON', exact: true }).click()
    await expect(inputs.getByRole('textbox', { name: /^Name of the input/ }).first()).toHaveValue('amount')
    await page.getByRole('button', { name: 'Undo: change the inputs' }).click()
    await expect(inputs.getByRole('textbox', { name: /^Name of the input/ }).first()).toHaveValue('zone_of_the_customer')
  })

  await test.step('the Run button asks in that order', async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Run with inputs' })
    await expect(dialog.getByRole('textbox')).toHaveCount(3)
    expect(await dialog.locator('label').allTextContents()).toEqual(['Zone of the customer (required)', 'Marker', 'Amount'])
    await dialog.getByRole('button', { name: 'Start run' }).click()
    await expect(dialog.getByRole('textbox', { name: /^Zone/ })).toBeFocused()
    await expect(dialog).toContainText('This is needed to start.')
    await page.keyboard.press('Escape')
  })

  await test.step('and so does a schedule', async () => {
    await page.goto(`${product.url}/schedules?new=${encodeURIComponent(name)}`)
    const dialog = page.getByRole('dialog', { name: 'New schedule' })
    const asked = dialog.getByRole('region', { name: 'Inputs of each run' })
    await expect(asked.getByRole('textbox')).toHaveCount(3)
    expect(await asked.locator('label').allTextContents()).toEqual(['Zone of the customer (required)', 'Marker', 'Amount'])
    await dialog.getByRole('button', { name: 'Create schedule' }).click()
    await expect(asked.getByRole('textbox', { name: /^Zone/ })).toBeFocused()
    await expect(asked).toContainText('This is needed to start.')
    await page.keyboard.type('south')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Create schedule' }).click()
    await expect(dialog).toBeHidden()
    const made = (await getJson<ScheduleView[]>(`${product.url}/api/v1/schedules`)).find(({ workflowName }) => workflowName === name)
    expect(made?.inputs).toEqual({ zone_of_the_customer: 'south' })
    // Other tests find no schedule here.
    await page.getByRole('button', { name: `More for ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByRole('heading', { name: 'Nothing runs by the clock yet' })).toBeVisible()
  })
  await page.goto(url)
  expect(faults.list).toEqual([])
})
