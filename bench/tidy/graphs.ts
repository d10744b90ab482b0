import type { Workflow, WorkflowEdge, WorkflowGroup, WorkflowNode, WorkflowNote } from '@aob/schemas'

/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const KINDS: ReadonlyArray<Pick<WorkflowNode, 'type' | 'config'>> = [
  { type: 'function', config: { code: 'return input' } },
  { type: 'http', config: { method: 'GET', url: 'https://service.example.com/api/items' } },
  { type: 'conditional', config: { condition: 'inputs.total > 100' } },
  { type: 'hitl', config: { title: 'May it go on?' } },
  {
    type: 'switch',
    config: {
      cases: [
        { name: 'large', when: 'inputs.total > 100' },
        { name: 'small', when: 'inputs.total < 10' },
      ],
    },
  },
]
const PORTS: Readonly<Record<string, readonly string[]>> = { conditional: ['true', 'false'], hitl: ['approve', 'reject'], switch: ['large', 'small'] }

/** A graph nobody drew: each step hangs on one to three earlier ones anywhere within `reach`, all scattered, every 25th eight in a group. */
export function scattered(count: number, seed: number, reach = count): Workflow {
  const random = randomFrom(seed)
  const pick = (below: number) => Math.floor(random() * below)
  const nodes = Array.from({ length: count }, (_, index): WorkflowNode => {
    const kind = KINDS[pick(KINDS.length)] ?? { type: 'function', config: {} }
    return { id: `n${index}`, ...kind, name: `Step ${index}`, position: { x: pick(80 * Math.sqrt(count)) * 8, y: pick(50 * Math.sqrt(count)) * 8 } }
  })
  const edges: WorkflowEdge[] = []
  const known = new Set<string>()
  for (let index = 1; index < count; index++) {
    const several = random() < 0.1 ? 2 : 1
    for (let time = 0; time < several; time++) {
      const source = Math.max(0, index - 1 - pick(Math.min(index, reach)))
      const ports = PORTS[nodes[source]?.type ?? '']
      const fromPort = ports?.[pick(ports.length)]
      if (known.has(`${source} ${index}`)) continue
      known.add(`${source} ${index}`)
      edges.push({ id: `e${edges.length}`, from: `n${source}`, to: `n${index}`, ...(fromPort ? { fromPort } : {}) })
    }
  }
  const groups: WorkflowGroup[] = []
  for (let first = 20; first + 8 < count; first += 25)
    groups.push({ id: `g${first}`, name: `Group ${first}`, nodes: nodes.slice(first, first + 8).map(({ id }) => id) })
  return { schemaVersion: 1, name: `scattered ${count}`, nodes, edges, ...(groups.length > 0 ? { groups } : {}) }
}

/**
 * A workflow as people build them, as often as `times`: an intake, a switch into branches of different length, a map, people asked, error
 * paths to one place, a merge, groups around parts, notes beside cards. Twenty steps each time; positions scattered.
 */
export function grown(times: number, seed: number): Workflow {
  const random = randomFrom(seed)
  const nodes: WorkflowNode[] = []
  const edges: WorkflowEdge[] = []
  const groups: WorkflowGroup[] = []
  const notes: WorkflowNote[] = []
  const at = () => ({ x: Math.floor(random() * 40 * Math.sqrt(times * 20)) * 8, y: Math.floor(random() * 30 * Math.sqrt(times * 20)) * 8 })
  const node = (id: string, type: string, config: Record<string, unknown> = {}) =>
    nodes.push({ id, type, config, name: id.replaceAll('_', ' '), position: at() })
  const edge = (from: string, to: string, fromPort?: string) => edges.push({ id: `e${edges.length}`, from, to, ...(fromPort ? { fromPort } : {}) })
  for (let turn = 0; turn < times; turn++) {
    const id = (name: string) => `${name}_${turn}`
    const fetches = ['receive', 'load', 'score', 'enrich', 'archive', 'notify', 'report', 'retry_later'].map(id)
    for (const name of fetches) node(name, 'http', { method: 'POST', url: 'https://service.example.com' })
    for (const name of ['check', 'shape', 'sum', 'merge', 'format'].map(id)) node(name, 'function', { code: 'return input' })
    node(id('kind'), 'switch', {
      cases: [
        { name: 'new', when: 'inputs.total > 1' },
        { name: 'known', when: 'inputs.total < 1' },
      ],
    })
    node(id('large'), 'conditional', { condition: 'inputs.total > 1000' })
    node(id('ask'), 'hitl', { title: 'May it go on?' })
    node(id('each'), 'map', { items: 'inputs.items', body: { nodes: [], edges: [] } })
    node(id('think'), 'agent', { prompt: 'Summarise' })
    node(id('failed'), 'function', { code: 'return input' })
    node(id('wait'), 'delay', { durationMs: 500 })
    const link = (from: string, to: string, port?: string) => edge(id(from), id(to), port)
    for (const [from, to, port] of LINKS) link(from, to, port)
    if (turn > 0) edge(`report_${Math.floor(random() * turn)}`, id('receive'))
    groups.push({ id: id('intake'), name: `Intake ${turn}`, nodes: ['receive', 'check', 'load'].map(id) })
    groups.push({ id: id('judging'), name: `Judging ${turn}`, nodes: ['score', 'large', 'ask', 'think'].map(id) })
    for (const about of ['check', 'ask']) {
      const beside = nodes.find((one) => one.id === id(about))?.position ?? { x: 0, y: 0 }
      notes.push({ id: id(`note_${about}`), text: `Why **${about}** is there`, position: { x: beside.x, y: beside.y - 152 }, width: 240, height: 136 })
    }
  }
  return { schemaVersion: 1, name: `grown ${nodes.length}`, nodes, edges, groups, notes }
}

const LINKS: ReadonlyArray<readonly [string, string, string?]> = [
  ['receive', 'check'],
  ['check', 'load'],
  ['load', 'kind'],
  ['kind', 'score', 'new'],
  ['kind', 'shape', 'known'],
  ['kind', 'archive', 'default'],
  ['score', 'large'],
  ['large', 'ask', 'true'],
  ['large', 'think', 'false'],
  ['ask', 'merge', 'approve'],
  ['ask', 'notify', 'reject'],
  ['think', 'merge'],
  ['shape', 'each'],
  ['each', 'sum'],
  ['sum', 'enrich'],
  ['enrich', 'merge'],
  ['merge', 'format'],
  ['format', 'report'],
  ['load', 'failed', 'error'],
  ['score', 'failed', 'error'],
  ['enrich', 'failed', 'error'],
  ['failed', 'wait'],
  ['wait', 'retry_later'],
  ['archive', 'report'],
]
