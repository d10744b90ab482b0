/** The example that is drawn anew by hand: what it is, and whether what was drawn is the same. */
import { readFileSync } from 'node:fs'
import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { expect, type Page } from '@playwright/test'
import jsonPatch, { type Operation } from 'fast-json-patch'
import { getJson } from '../product/api.ts'
import { inspectorOf } from '../product/editor.ts'

export const EXAMPLE = JSON.parse(readFileSync(new URL('../../examples/workflows/02-order-enrichment.json', import.meta.url), 'utf8')) as Workflow

/** The id each node of the example got where it was drawn. */
export type DrawnIds = Map<string, string>

/** Ids as the editor gives them: the type, then numbered. `order` lists the example's nodes as they are drawn. */
export function idsInOrder(order: readonly WorkflowNode[]): DrawnIds {
  const counts = new Map<string, number>()
  return new Map(
    order.map(({ id, type }) => {
      const count = (counts.get(type) ?? 0) + 1
      counts.set(type, count)
      return [id, count === 1 ? type : `${type}_${count}`]
    }),
  )
}

/** The settings as the example has them, with the ids these nodes got; where it stands is left as it is. */
export function settled(node: WorkflowNode, now: WorkflowNode, ids: DrawnIds): string {
  const renamed = [...ids].reduce((text, [from, to]) => text.replaceAll(`nodes.${from}.`, `nodes.${to}.`), JSON.stringify(node))
  return JSON.stringify({ ...(JSON.parse(renamed) as WorkflowNode), id: now.id, position: now.position }, null, 2)
}

/** The text of the selected node, once the inspector shows it. */
export async function textOf(page: Page, id: string) {
  const text = inspectorOf(page).getByRole('textbox', { name: 'Node as JSON' })
  await expect(text).toHaveValue(new RegExp(`"id": "${id}"`))
  return { text, now: JSON.parse(await text.inputValue()) as WorkflowNode }
}

/** The document with what is not drawn: what it is for, and what it asks for. */
export function withInputs(now: Workflow): string {
  return JSON.stringify({ ...now, description: EXAMPLE.description, inputs: EXAMPLE.inputs }, null, 2)
}

/** The head of a workflow's tag: its base with the patches laid over it, by a library of other people. */
async function published(url: string, name: string): Promise<Workflow> {
  const tag = `${url}/api/v1/workflows/${encodeURIComponent(name)}/tags/main`
  const [base, patches] = [await getJson<Workflow>(`${tag}/base`), await getJson<{ operations: Operation[] }[]>(`${tag}/patches`)]
  expect(patches).toHaveLength(1)
  return jsonPatch.applyPatch(base, patches[0]?.operations ?? []).newDocument
}

const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id)
const flowOf = ({ from, to, fromPort = 'out', when = '' }: WorkflowEdge) => `${from}:${fromPort} > ${to} ${when}`.trim()

/** What was published, as one patch, is the example; ids, places and the order of its parts aside. */
export async function expectTheExample(url: string, name: string, ids: DrawnIds): Promise<void> {
  const drawn = await published(url, name)
  const back = new Map([...ids].map(([from, to]) => [to, from]))
  // The longest first: `http_2` is not `http` and a rest.
  const longest = [...ids].sort(([, one], [, other]) => other.length - one.length)
  const renamed = (text: string) => longest.reduce((so, [from, to]) => so.replaceAll(`nodes.${to}.`, `nodes.${from}.`), text)
  const nodes = drawn.nodes.map(({ position: _, ...node }) => ({
    ...(JSON.parse(renamed(JSON.stringify(node))) as WorkflowNode),
    id: back.get(node.id) ?? node.id,
  }))
  expect(nodes.sort(byId)).toEqual(EXAMPLE.nodes.map(({ position: _, ...node }) => node).sort(byId))
  const edges = drawn.edges.map((edge) => flowOf({ ...edge, from: back.get(edge.from) ?? '', to: back.get(edge.to) ?? '' }))
  expect(edges.sort()).toEqual(EXAMPLE.edges.map(flowOf).sort())
  expect(drawn).toMatchObject({ description: EXAMPLE.description, inputs: { ...EXAMPLE.inputs } })
}
