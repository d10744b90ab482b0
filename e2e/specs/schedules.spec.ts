import type { ScheduleView } from '@aob/schemas'
import { getJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'

test('a workflow is started by the clock: made with its next times in view, paused, resumed, deleted', async ({ page, product, faults }) => {
  const schedules = () => getJson<ScheduleView[]>(`${product.url}/api/v1/schedules`)
  await page.goto(`${product.url}/schedules`)
  await expect(page.getByRole('heading', { name: 'Nothing runs by the clock yet' })).toBeVisible()
  await page.getByRole('button', { name: 'New schedule' }).click()
  const dialog = page.getByRole('dialog', { name: 'New schedule' })
  await dialog.getByRole('combobox', { name: 'Workflow' }).selectOption('Order check')
  const when = dialog.getByRole('textbox', { name: 'When' })
  await when.fill('0 25 * * *')
  await expect(dialog.getByText('"25" is no hour')).toBeVisible()
  await dialog.getByRole('button', { name: 'Monday to Friday at 09:00' }).click()
  await expect(when).toHaveValue('0 9 * * 1-5')
  await dialog.getByRole('combobox', { name: 'Time zone' }).selectOption('America/New_York')
  await expect(dialog.getByRole('list', { name: 'Next times' }).getByRole('listitem')).toHaveCount(5)
  await expect(dialog.getByRole('list', { name: 'Next times' }).getByRole('listitem').first()).toContainText('09:00')
  await dialog.getByRole('button', { name: 'Create schedule' }).click()

  const row = page.getByRole('list', { name: 'Schedules' }).getByRole('listitem').first()
  await expect(row).toContainText('Monday to Friday at 09:00')
  await expect(row.getByRole('list', { name: 'Next times' })).toBeVisible()
  await expect(row).toContainText('None so far.')
  expect(await axeFindings(page)).toEqual([])
  const [made] = await schedules()
  expect(made).toMatchObject({ workflowName: 'Order check', timezone: 'America/New_York', paused: false })
  await expect(page).toHaveURL(new RegExp(`open=${made?.scheduleId}`))

  await row.getByRole('button', { name: 'Pause Order check' }).click()
  await expect(row).toContainText('Paused')
  expect((await schedules())[0]).toMatchObject({ paused: true })
  await row.getByRole('button', { name: 'Resume Order check' }).click()
  await expect(row.getByRole('button', { name: 'Pause Order check' })).toBeVisible()
  await row.getByRole('button', { name: 'More for Order check' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing runs by the clock yet' })).toBeVisible()
  expect(await schedules()).toEqual([])
  expect(faults.list).toEqual([])
})
