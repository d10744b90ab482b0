/** What a run's page opens beside and over its graph, and the page of schedules with something on it. */
import { postJson } from '../product/api.ts'
import { card } from '../product/editor.ts'
import { EXAMPLE } from './documents.ts'
import { ended, proposed } from './run-states.ts'
import type { Stage, State } from './state.ts'

const button = ({ page }: Stage, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }).first()
const dialog = ({ page }: Stage) => page.getByRole('dialog')

/** A run that has ended, with an entry of its menu open. */
function ofItsMenu(name: string, entry: string): State {
  return {
    name,
    async show(stage) {
      await ended(stage, EXAMPLE)
      await button(stage, 'More for this run').click()
      await stage.page.getByRole('menuitem', { name: entry }).click()
      await dialog(stage).getByRole('button').last().waitFor()
    },
  }
}

async function scheduled({ page, product }: Stage): Promise<void> {
  const { status } = await postJson(`${product.url}/api/v1/schedules`, {
    ref: 'Order check',
    cron: '0 9 * * 1-5',
    timezone: 'Europe/Berlin',
    inputs: {},
  })
  if (status !== 201) throw new Error(`The schedule was refused with ${status}`)
  await page.goto(`${product.url}/schedules`)
  await page.getByRole('list', { name: 'Schedules' }).getByRole('listitem').first().waitFor()
}

export const RUN_PART_STATES: readonly State[] = [
  {
    name: 'run-step',
    async show(stage) {
      await ended(stage, EXAMPLE)
      if (stage.phone)
        await stage.page
          .getByRole('button', { name: /^Fetch the order/ })
          .first()
          .click()
      else await card(stage.page, 'fetch_order').click({ position: { x: 60, y: 10 } })
      await stage.page.getByText('Queued').first().waitFor()
    },
  },
  {
    name: 'run-output',
    async show(stage) {
      await ended(stage, EXAMPLE)
      await stage.page.getByRole('tab', { name: 'Output', exact: true }).click()
      await stage.page.getByRole('tabpanel').getByRole('tree').first().waitFor()
    },
  },
  {
    name: 'run-menu',
    keepFocus: true,
    async show(stage) {
      await ended(stage, EXAMPLE)
      await button(stage, 'More for this run').click()
      await stage.page.getByRole('menu').waitFor()
    },
  },
  ofItsMenu('run-replay', 'Replay…'),
  ofItsMenu('run-try-patch', 'Try a patch…'),
  {
    name: 'run-cancel',
    async show(stage) {
      await proposed(stage)
      await button(stage, 'Cancel run').click()
      await dialog(stage)
        .getByText(/cannot be undone/)
        .waitFor()
    },
  },
  {
    name: 'run-paused',
    async show(stage) {
      await proposed(stage)
      await button(stage, 'Pause').click()
      await button(stage, 'Resume').waitFor()
    },
  },
  {
    name: 'review-reject',
    keepFocus: true,
    async show(stage) {
      await proposed(stage)
      await button(stage, 'Review').click()
      await button(stage, /^Reject/).click()
      await dialog(stage).getByRole('textbox').first().waitFor()
    },
  },
  { name: 'schedule-listed', show: scheduled },
  {
    name: 'schedule-delete',
    async show(stage) {
      await scheduled(stage)
      await button(stage, 'More for Order check').click()
      await stage.page.getByRole('menuitem', { name: 'Delete' }).click()
      await dialog(stage).getByRole('button', { name: 'Delete' }).waitFor()
    },
  },
]
