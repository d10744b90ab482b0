import type { Workflow, WorkflowNode } from '@aob/schemas'

const COLUMN = 304
const ROW = 176

/** What steps do in the fixture, in turns: settings as people write them. */
const KINDS: ReadonlyArray<Pick<WorkflowNode, 'type' | 'config'>> = [
  { type: 'http', config: { method: 'GET', url: 'https://service.example.com/api/items', headers: { accept: 'application/json' } } },
  { type: 'function', config: { code: 'return { ...input, checked: true }' } },
  { type: 'switch', config: { cases: [{ name: 'large', when: 'input.total > 100' }] } },
  { type: 'delay', config: { durationMs: 500 } },
  { type: 'hitl', config: { title: 'May it go on?' } },
]

/** A graph as it comes out of tidying: rows of steps, each after the one before it, every fifth with a way into the row below. */
export function graphOf(count: number): Workflow {
  const columns = Math.ceil(Math.sqrt(count))
  const nodes = Array.from({ length: count }, (_, index): WorkflowNode => {
    const kind = KINDS[index % KINDS.length] ?? { type: 'function', config: {} }
    return { id: `n${index}`, ...kind, name: `Step ${index}`, position: { x: (index % columns) * COLUMN, y: Math.floor(index / columns) * ROW } }
  })
  const portOf = (index: number) => ({ switch: 'large', hitl: 'approve' })[nodes[index]?.type ?? '']
  const edge = (from: number, to: number) => ({ id: `e${from}-${to}`, from: `n${from}`, to: `n${to}`, ...(portOf(from) ? { fromPort: portOf(from) } : {}) })
  const edges = nodes.flatMap((_, index) => {
    const along = (index + 1) % columns !== 0 && index + 1 < count ? [edge(index, index + 1)] : []
    const down = index % 5 === 0 && index + columns < count ? [edge(index, index + columns)] : []
    return [...along, ...down]
  })
  return { schemaVersion: 1, name: `graph of ${count}`, nodes, edges }
}
