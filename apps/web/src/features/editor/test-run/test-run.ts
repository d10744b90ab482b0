import { portsOf, type Workflow, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import { reach } from '../model/connection-rules.ts'

/** What a test run is made of. */
export interface TestRun {
  workflow: Workflow
  /** Nodes that really run. */
  runs: string[]
  /** Nodes that give on a recorded value instead of running. */
  recorded: string[]
  /** Nodes right before what runs for which no value is known: what they would give is missing. */
  without: string[]
}

/** Recorded outputs by node id; a pin goes before what the last run gave. */
export type Recorded = ReadonlyMap<string, unknown>

/** Whether a node's value can stand for its run: one that chooses a branch would have to choose again. */
export function canBePinned(node: Pick<WorkflowNode, 'type' | 'config'>): boolean {
  return portsOf(node.type, node.config).filter((port) => port !== 'error').length === 1
}

/** A value as the schema takes it: any JSON, though its generated type names only objects. */
export function asPin(value: unknown): WorkflowNode['pin'] {
  return value as WorkflowNode['pin']
}

/** A function in the node's place that gives on the value; the value is text to it, so that nothing in it is code or an expression. */
function stand(node: WorkflowNode, value: unknown): WorkflowNode {
  const text = JSON.stringify(JSON.stringify(value ?? null))
  return { id: node.id, type: 'function', name: node.name ?? node.id, position: node.position, config: { code: `return JSON.parse(${text})`, input: null } }
}

/** A stand-in has one port; conditions on what it gives still hold. */
function edgeFrom(edge: WorkflowEdge, recorded: ReadonlySet<string>): WorkflowEdge {
  if (!recorded.has(edge.from)) return edge
  const { fromPort: _, ...rest } = edge
  return rest
}

function assemble(document: Workflow, runs: ReadonlySet<string>, recorded: Recorded): Workflow {
  const standing = new Set([...recorded.keys()].filter((id) => !runs.has(id)))
  const keeps = (id: string) => runs.has(id) || standing.has(id)
  const { groups: _, notes: __, ...rest } = document
  return {
    ...rest,
    nodes: document.nodes.flatMap((node) => (runs.has(node.id) ? [withoutPin(node)] : standing.has(node.id) ? [stand(node, recorded.get(node.id))] : [])),
    edges: document.edges.flatMap((edge) =>
      keeps(edge.from) && keeps(edge.to) && !(edge.fromPort === 'error' && standing.has(edge.from)) ? [edgeFrom(edge, standing)] : [],
    ),
  }
}

function withoutPin({ pin: _, ...node }: WorkflowNode): WorkflowNode {
  return node
}

function pinsOf(document: Workflow): Map<string, unknown> {
  return new Map(document.nodes.flatMap((node) => (node.pin === undefined || !canBePinned(node) ? [] : [[node.id, node.pin]])))
}

/** Everything up to a node and the node itself; what lies behind a pinned node gives way to its value. */
export function runToHere(document: Workflow, target: string): TestRun {
  const pins = pinsOf(document)
  const runs = new Set([target])
  const recorded = new Map<string, unknown>()
  const open = [target]
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const edge of document.edges) {
      if (edge.to !== id || runs.has(edge.from) || recorded.has(edge.from)) continue
      if (pins.has(edge.from)) recorded.set(edge.from, pins.get(edge.from))
      else {
        runs.add(edge.from)
        open.push(edge.from)
      }
    }
  return { workflow: assemble(document, runs, recorded), runs: [...runs], recorded: [...recorded.keys()], without: [] }
}

/** Only the selected nodes; everything before them gives on its pin, else what it gave in the last run. */
export function runSelection(document: Workflow, selected: readonly string[], lastRun: Recorded): TestRun {
  const runs = new Set(selected)
  const pins = pinsOf(document)
  const before = new Set(selected.flatMap((id) => [...reach(document, id, 'incoming')]).filter((id) => !runs.has(id)))
  const recorded = new Map<string, unknown>()
  for (const id of before) {
    if (pins.has(id)) recorded.set(id, pins.get(id))
    else if (lastRun.has(id)) recorded.set(id, lastRun.get(id))
  }
  const direct = new Set(document.edges.filter((edge) => runs.has(edge.to) && before.has(edge.from)).map((edge) => edge.from))
  const without = [...direct].filter((id) => !recorded.has(id))
  return { workflow: assemble(document, runs, recorded), runs: [...runs], recorded: [...recorded.keys()], without }
}
