/** What was before: history below the canvas, the page of versions, a merge in which both sides changed the same. */
import { getJson, postJson } from '../product/api.ts'
import { FOUR_STEPS } from './documents.ts'
import { drawn } from './opened-editor.ts'
import type { Stage, State } from './state.ts'

/** Two branches that changed the same place. */
async function branches(stage: Stage): Promise<string> {
  const address = await stage.workflow(FOUR_STEPS)
  const name = decodeURIComponent(new URL(address).pathname.replace('/w/', ''))
  const api = `${stage.product.url}/api/v1/workflows/${encodeURIComponent(name)}/tags`
  const patch = async (tag: string, value: string, rationale: string) => {
    const operations = [{ op: 'replace', path: '/nodes/1/config/code', value }]
    const { tags } = await getJson<{ tags: { tag: string; artifactId: string }[] }>(api.replace(/\/tags$/, ''))
    const baseVersion = tags.find((one) => one.tag === tag)?.artifactId
    const { status, body } = await postJson(`${api}/${tag}/patches`, { operations, rationale, baseVersion })
    if (status >= 300) throw new Error(`The patch was refused: ${JSON.stringify(body)}`)
  }
  await patch('main', 'return input.total', 'Give the total')
  await stage.page.goto(`${address}/versions`)
  await stage.page.getByRole('button', { name: 'New branch…' }).click()
  await stage.page.getByRole('dialog').getByRole('textbox', { name: /^Name/ }).fill('trial')
  await stage.page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click()
  await stage.page.getByText('trial has everything of main').waitFor()
  await patch('main', 'return input.total * 1.2', 'Add the tax')
  await patch('trial', 'return Math.round(input.total)', 'Round it')
  await stage.page.reload()
  await stage.page
    .getByRole('button', { name: /^Merge/ })
    .first()
    .waitFor()
  return address
}

export const VERSION_STATES: readonly State[] = [
  {
    name: 'history',
    on: 'desk',
    async show(stage) {
      const address = await branches(stage)
      await stage.page.goto(address)
      await drawn(stage)
      await stage.page
        .getByRole('region', { name: 'History and problems' })
        .getByRole('button', { name: /First version/ })
        .first()
        .click()
      await stage.page.getByRole('button', { name: 'Back to now' }).first().waitFor()
    },
  },
  { name: 'versions', show: async (stage) => void (await branches(stage)) },
  {
    name: 'merge-conflicts',
    async show(stage) {
      await branches(stage)
      await stage.page
        .getByRole('button', { name: /^Merge/ })
        .first()
        .click()
      await stage.page.getByRole('dialog').getByRole('radio').first().waitFor()
    },
  },
  {
    name: 'branch-new',
    keepFocus: true,
    async show(stage) {
      await stage.page.goto(`${await stage.workflow(FOUR_STEPS)}/versions`)
      await stage.page.getByRole('button', { name: 'New branch…' }).click()
      await stage.page.getByRole('dialog').getByRole('textbox', { name: /^Name/ }).waitFor()
    },
  },
  {
    name: 'rearrange',
    async show(stage) {
      await branches(stage)
      await stage.page.getByRole('button', { name: 'Rearrange…' }).click()
      await stage.page.getByRole('dialog').getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'versions-only-one',
    async show(stage) {
      await stage.page.goto(`${await stage.workflow(FOUR_STEPS)}/versions`)
      await stage.page.getByText('Every save becomes a version').waitFor()
    },
  },
]
