import { createExpressions } from '@aob/expressions'
import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type WorkflowNode } from '@aob/schemas'
import { expect } from 'vitest'
import { importN8n } from '../index.ts'

export type Raw = { name: string; type: string; [key: string]: unknown }

export const base = (name: string, type: string, parameters: object = {}, more: object = {}): Raw => ({
  name,
  type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
  typeVersion: 3,
  position: [0, 0],
  parameters,
  ...more,
})

export type Target = string | [string, number]

/** `{ A: ['B', 'C'] }`: A's output to B and to C; `{ A: [['B', 1]] }`: A's second output. */
export function file(nodes: Raw[], flow: Record<string, Target[]> = {}, more: object = {}) {
  const connections = Object.fromEntries(
    Object.entries(flow).map(([from, targets]) => {
      const outputs: { node: string; type: string; index: number }[][] = []
      for (const target of targets) {
        const [node, output] = typeof target === 'string' ? [target, 0] : target
        outputs[output] ??= []
        outputs[output].push({ node, type: 'main', index: 0 })
      }
      return [from, { main: Array.from(outputs, (list) => list ?? []) }]
    }),
  )
  return { name: 'A test', nodes, connections, ...more }
}

export const { check } = createExpressions()

/** Imports a file and expects what comes out to be a workflow without faults. */
export function imported(raw: object, maxAgents?: number) {
  const result = importN8n(raw, { fallbackName: 'file', maxAgents })
  const { problems } = validateWorkflow(result.workflow, { limits: DEFAULT_LIMITS, expression: check })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const node = (id: string): WorkflowNode => {
    const found = result.workflow.nodes.find((one) => one.id === id)
    if (!found) throw new Error(`no node ${id} among ${result.workflow.nodes.map((one) => one.id)}`)
    return found
  }
  const edges = result.workflow.edges.map(({ from, fromPort, to }) => [from, fromPort ?? 'out', to].join(' '))
  return { ...result, node, edges }
}

/** Settings of a node; their shape is its type's business. */
export const settingsOf = ({ config }: WorkflowNode): Record<string, unknown> => ({ ...config })

/** Runs a function node's code as the sandbox would. */
export const run = (node: WorkflowNode, input: unknown): unknown => new Function('input', String(settingsOf(node).code))(input)
