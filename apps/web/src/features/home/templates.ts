import type { Workflow } from '@aob/schemas'

/** A small workflow to begin with: complete, valid, and about one idea. */
export interface Template {
  id: string
  title: string
  /** What it shows, in one sentence. */
  about: string
  workflow: Omit<Workflow, 'name' | 'schemaVersion'>
}

const column = (index: number, row = 0) => ({ x: 80 + index * 304, y: 200 + row * 160 })
const edge = (from: string, to: string, fromPort?: string) => ({ id: `${from}_to_${to}`, from, to, ...(fromPort ? { fromPort } : {}) })

/** The first is what one begins with unless one chooses. */
export const TEMPLATES: readonly [Template, ...Template[]] = [
  {
    id: 'empty',
    title: 'Empty',
    about: 'Nothing on the canvas yet; the first steps are yours to add.',
    workflow: { nodes: [], edges: [] },
  },
  {
    id: 'decide',
    title: 'Fetch and decide',
    about: 'Asks a service, takes one of two branches by what it answers, and meets again.',
    workflow: {
      inputs: {
        type: 'object',
        properties: { url: { type: 'string', title: 'Address to fetch', default: 'https://example.org/data.json' } },
        required: ['url'],
      },
      nodes: [
        { id: 'fetch', type: 'http', name: 'Fetch', config: { method: 'GET', url: '{{ inputs.url }}' }, position: column(0), retry: { maxAttempts: 3 } },
        { id: 'check', type: 'conditional', name: 'Is there anything?', config: { condition: 'nodes.fetch.body != null' }, position: column(1) },
        {
          id: 'shape',
          type: 'function',
          name: 'Shape it',
          config: { input: { data: '{{ nodes.fetch.body }}' }, code: 'return { kept: input.data }' },
          position: column(2, -0.5),
        },
        {
          id: 'empty',
          type: 'function',
          name: 'Say that it is empty',
          config: { code: "return { reason: 'The service answered nothing.' }" },
          position: column(2, 0.5),
        },
        { id: 'result', type: 'join', name: 'Result', config: {}, position: column(3) },
      ],
      edges: [edge('fetch', 'check'), edge('check', 'shape', 'true'), edge('check', 'empty', 'false'), edge('shape', 'result'), edge('empty', 'result')],
    },
  },
  {
    id: 'approval',
    title: 'Ask a person first',
    about: 'Prepares something, stops until a person approves it, and does it only then.',
    workflow: {
      inputs: { type: 'object', properties: { amount: { type: 'number', title: 'Amount', default: 100 } }, required: ['amount'] },
      nodes: [
        {
          id: 'prepare',
          type: 'function',
          name: 'Prepare',
          config: { input: { amount: '{{ inputs.amount }}' }, code: 'return { total: input.amount * 1.19 }' },
          position: column(0),
        },
        {
          id: 'approve',
          type: 'hitl',
          name: 'May it go out?',
          config: { title: 'Send an offer of {{ nodes.prepare.total }}?', evidence: { total: '{{ nodes.prepare.total }}' } },
          position: column(1),
        },
        {
          id: 'send',
          type: 'function',
          name: 'Send',
          config: { input: { total: '{{ nodes.prepare.total }}' }, code: 'return { sent: input.total }' },
          position: column(2, -0.5),
        },
        {
          id: 'drop',
          type: 'function',
          name: 'Put aside',
          config: { input: { why: '{{ nodes.approve.reason }}' }, code: 'return { dropped: true, why: input.why }' },
          position: column(2, 0.5),
        },
      ],
      edges: [edge('prepare', 'approve'), edge('approve', 'send', 'approve'), edge('approve', 'drop', 'reject')],
    },
  },
  {
    id: 'list',
    title: 'Work through a list',
    about: 'Runs the same steps for every item, several at a time, and counts what came out.',
    workflow: {
      inputs: {
        type: 'object',
        properties: { items: { type: 'array', title: 'Items', default: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] } },
        required: ['items'],
      },
      nodes: [
        {
          id: 'each',
          type: 'map',
          name: 'Each item',
          config: {
            items: 'inputs.items',
            concurrency: 5,
            onItemError: 'collect',
            body: {
              nodes: [
                {
                  id: 'work',
                  type: 'function',
                  name: 'Work on it',
                  config: { input: { name: '{{ item.name }}' }, code: 'return { name: input.name, length: input.name.length }' },
                  position: column(0),
                },
              ],
              edges: [],
            },
          },
          position: column(0),
        },
        {
          id: 'sum',
          type: 'function',
          name: 'Count',
          config: { input: { results: '{{ nodes.each }}' }, code: 'return { done: input.results.filter(({ ok }) => ok).length, of: input.results.length }' },
          position: column(1),
        },
      ],
      edges: [edge('each', 'sum')],
    },
  },
  {
    id: 'agent',
    title: 'An agent under review',
    about: 'A language model judges, may propose changes to the graph, and every change waits for a person.',
    workflow: {
      settings: { review: { agent: 'review' } },
      inputs: {
        type: 'object',
        properties: { message: { type: 'string', title: 'Message', default: 'The parcel arrived broken and I would like my money back.' } },
        required: ['message'],
      },
      nodes: [
        {
          id: 'judge',
          type: 'agent',
          name: 'Judge the message',
          config: {
            prompt: 'Judge this message of a customer: {{ inputs.message }}',
            system: 'Answer with the kind of request and how urgent it is. Add steps to the workflow when the message needs them.',
          },
          position: column(0),
        },
        {
          id: 'file',
          type: 'function',
          name: 'File it',
          config: { input: { judged: '{{ nodes.judge.text }}' }, code: 'return { filed: input.judged }' },
          position: column(1),
        },
      ],
      edges: [edge('judge', 'file')],
    },
  },
]
