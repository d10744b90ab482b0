import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { configOf } from './random-workflow.ts'

/** A node by id, type and whatever else matters to a test. */
export function node(id: string, type = 'join', rest: Partial<WorkflowNode> = {}): WorkflowNode {
  return { id, type, config: configOf(type), position: { x: 0, y: 0 }, ...rest }
}

/**
 * Edges from a notation of one line each: `a>b`, `a:error>b`, `a>b?inputs.flag` for a condition. The id is what stands before `?`
 * without punctuation: `ab`, `aerrorb`.
 */
export function edges(...lines: string[]): WorkflowEdge[] {
  return lines.map((line) => {
    const [way = '', when] = line.split('?')
    const [source = '', to = ''] = way.split('>')
    const [from = '', fromPort] = source.split(':')
    return { id: way.replace(/[:>]/g, ''), from, to, ...(fromPort === undefined ? {} : { fromPort }), ...(when === undefined ? {} : { when }) }
  })
}

export function workflow(nodes: WorkflowNode[], lines: string[] = [], rest: Partial<Workflow> = {}): Workflow {
  return { schemaVersion: 1, name: 'sample', nodes, edges: edges(...lines), ...rest }
}
