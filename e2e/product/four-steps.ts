import { expect, type Page } from '@playwright/test'
import { postJson } from './api.ts'
import { card, cards } from './editor.ts'

export const step = (id: string, name: string, x: number, y = 0) => ({ id, type: 'function', name, config: { code: `return "${id}"` }, position: { x, y } })
const workflow = {
  schemaVersion: 1,
  nodes: [step('first', 'First', 0), step('second', 'Second', 304), step('third', 'Third', 608), step('lone', 'Lone', 304, 240)],
  edges: [
    { id: 'one', from: 'first', to: 'second' },
    { id: 'two', from: 'second', to: 'third' },
  ],
}

/** Opens a workflow of four steps that nobody has drawn in yet. */
export async function open(page: Page, url: string, name: string): Promise<void> {
  expect((await postJson(`${url}/api/v1/workflows`, { workflow: { ...workflow, name } })).status).toBe(201)
  await page.goto(`${url}/w/${encodeURIComponent(name)}`)
  await expect(cards(page)).toHaveCount(4)
}

export const selected = (page: Page) => page.locator('.react-flow__node.selected [data-node-id]')
export const transformOf = (page: Page) => page.locator('.react-flow__viewport').evaluate((viewport) => getComputedStyle(viewport).transform)
export const zoomOf = async (page: Page) => Number(/matrix\(([\d.]+)/.exec(await transformOf(page))?.[1])
export const clickCard = (page: Page, id: string, modifiers: Array<'Shift'> = []) => card(page, id).click({ position: { x: 60, y: 10 }, modifiers })

/** Where a card stands, in canvas pixels. */
export async function placeOf(page: Page, id: string): Promise<[number, number]> {
  const transform = await page.locator(`.react-flow__node[data-id="${id}"]`).evaluate((node) => getComputedStyle(node).transform)
  const [x, y] = transform
    .replace(/^matrix\(|\)$/g, '')
    .split(', ')
    .slice(4)
    .map(Number)
  return [x ?? Number.NaN, y ?? Number.NaN]
}
