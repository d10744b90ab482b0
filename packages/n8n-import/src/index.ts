import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { attachmentsOf, parsersSaid } from './attachments.ts'
import { looksLikeN8n, type N8nDocument, readN8n } from './document.ts'
import { inputsRead } from './expressions/source.ts'
import { type Conversion, columnsOf, convertGraph, idOf } from './flow/graph.ts'
import { notesWithRoom, withRoom } from './flow/layout.ts'
import { idleNodes, isManyStarted } from './flow/starts.ts'
import { workflowName } from './names.ts'
import { isTrigger, knownType, NOTE_TYPE } from './nodes/registry.ts'
import { aboveCards, aroundCards, howToStart, noteBelow, noteFromSticky, noteFromTrigger } from './notes.ts'
import { type ImportReport, totalsOf } from './report.ts'
import { numberOf } from './shapes.ts'

export { looksLikeN8n } from './document.ts'
export type { ImportedNode, ImportOutcome, ImportReport } from './report.ts'

export interface N8nImport {
  workflow: Workflow
  report: ImportReport
}

export interface ImportOptions {
  /** Name for a workflow whose file has none. */
  fallbackName: string
  /** Agents a workflow may have; further ones are kept as unknown nodes. Default: the product's limit. */
  maxAgents?: number
}

const MAX_DESCRIPTION = 4000
const MAX_RUN_MS = 2_592_000_000

/**
 * Turns an export of n8n into a workflow. Pure: the same file gives the same workflow.
 *
 * Nodes with a counterpart become it; unknown ones, and those whose settings cannot be said here, are kept with all their settings and
 * follow the unknown-type policy. Loops over items become maps. Credentials are never part of it.
 * @param value parsed JSON for which `looksLikeN8n` holds
 */
export function importN8n(value: unknown, options: ImportOptions): N8nImport {
  if (!looksLikeN8n(value)) throw new TypeError('not an export of n8n: it needs a list "nodes" and an object "connections"')
  const { document, faults } = readN8n(value)
  const conversion: Conversion = {
    document,
    attached: attachmentsOf(document),
    idle: idleNodes(document),
    ids: new Map(),
    taken: new Set(),
    preparing: new Map(),
    report: [],
    remarks: [...faults],
    agentsLeft: options.maxAgents ?? DEFAULT_LIMITS.maxAgents,
  }
  const said = parsersSaid(document, isAgent(document))
  const steps = document.nodes.filter((node) => node.type !== NOTE_TYPE && !isTrigger(node) && !said.has(node.name))
  const names = new Set(steps.map(({ name }) => name))
  for (const { name } of steps) idOf(conversion, name)
  const triggers = document.nodes.filter(isTrigger)
  const graph = convertGraph(
    steps,
    document.links.filter(({ from, to, kind }) => kind === 'main' && names.has(from) && names.has(to)),
    { entry: { kind: 'inputs', webhook: triggers.some(({ type }) => type.endsWith('.webhook')) }, outside: triggerSource(document) },
    conversion,
  )
  reportParsers(document, said, conversion)
  const columns = columnsOf(graph, conversion)
  graph.nodes = withRoom(graph.nodes, conversion.preparing, columns)
  const ofTriggers = new Set(document.nodes.flatMap((node, index) => (isTrigger(node) ? [noteId(index)] : [])))
  const notes = aroundCards(aboveCards(notesWithRoom(notesOf(document, conversion), columns), graph.nodes, ofTriggers), graph.nodes)
  notes.push(...notesBelow(document, conversion, graph.nodes))
  const inputs = inputSchema(graph)
  const workflow: Workflow = {
    schemaVersion: 1,
    name: workflowName(document.name) ?? workflowName(options.fallbackName) ?? 'Imported workflow',
    ...describedAs(document),
    ...(inputs ? { inputs } : {}),
    ...settingsOf(document),
    ...graph,
    ...(notes.length > 0 ? { notes } : {}),
  }
  const report = sorted(conversion.report, document)
  return { workflow, report: { nodes: report, remarks: generalRemarks(document, conversion, report), totals: totalsOf(report) } }
}

/** Names here are plain letters: one that lost some is said in full. */
function describedAs({ name, description = '' }: N8nDocument): Pick<Workflow, 'description'> {
  const lost = name.trim() !== '' && workflowName(name) !== name.replace(/ {2,}/g, ' ').trim()
  const words = [lost ? name.trim() : '', description].filter(Boolean).join('\n\n')
  return words === '' ? {} : { description: words.slice(0, MAX_DESCRIPTION) }
}

/** Triggers are no nodes here; what they hand on are the inputs of the run. */
function triggerSource({ nodes }: N8nDocument) {
  const triggers = new Map(nodes.filter(isTrigger).map((node) => [node.name, node]))
  return (name: string) => {
    const trigger = triggers.get(name)
    return trigger ? { kind: 'inputs' as const, webhook: trigger.type.endsWith('.webhook') } : undefined
  }
}

/** Notes of nodes that n8n showed on its canvas; those in the body of a map have no place on ours. */
function notesBelow({ nodes }: N8nDocument, { ids, taken }: Conversion, cards: Workflow['nodes']): NonNullable<Workflow['notes']> {
  const byId = new Map(cards.map((card) => [card.id, card]))
  return nodes.flatMap(({ name, note }, index) => {
    const card = note === undefined ? undefined : byId.get(ids.get(name) ?? '')
    if (note === undefined || !card) return []
    const id = noteId(index)
    taken.add(id)
    return [noteBelow(card, note, id)]
  })
}

const noteId = (index: number): string => `note_${index + 1}`

function notesOf({ nodes }: N8nDocument, { report, taken }: Conversion): NonNullable<Workflow['notes']> {
  return nodes.flatMap((node, index) => {
    const sticky = node.type === NOTE_TYPE
    if (!sticky && !isTrigger(node)) return []
    const id = noteId(index)
    taken.add(id)
    report.push({ name: node.name, type: node.type, outcome: 'note', remarks: sticky ? [] : [howToStart(node)] })
    return [sticky ? noteFromSticky(node, id) : noteFromTrigger(node, id)]
  })
}

/** Whether a node becomes an agent that takes a schema for its answers. */
function isAgent({ nodes }: N8nDocument): (name: string) => boolean {
  const agents = new Set(nodes.filter(({ type, disabled }) => !disabled && knownType(type)?.answer === 'agent').map(({ name }) => name))
  return (name) => agents.has(name)
}

function reportParsers({ nodes }: N8nDocument, said: ReadonlyMap<string, string[]>, { report }: Conversion): void {
  for (const { name, type } of nodes) {
    const owners = said.get(name)
    if (owners)
      report.push({
        name,
        type,
        outcome: 'adapted',
        becomes: 'agent',
        remarks: [`It became the output schema of ${owners.map((owner) => `“${owner}”`).join(', ')}.`],
      })
  }
}

/** Names of the inputs that expressions read, so that a run asks for them. */
function inputSchema(graph: Pick<Workflow, 'nodes' | 'edges'>): Workflow['inputs'] {
  const names = new Set(textsIn(graph.nodes.map(({ config }) => config)).flatMap(inputsRead))
  names.delete('__proto__')
  if (names.size === 0) return undefined
  return { type: 'object', properties: Object.fromEntries([...names].sort().map((name) => [name, { title: name }])) }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function settingsOf({ settings }: N8nDocument): Pick<Workflow, 'settings'> {
  const seconds = numberOf(settings.executionTimeout)
  return seconds === undefined || seconds <= 0 ? {} : { settings: { timeoutMs: Math.min(MAX_RUN_MS, Math.max(1000, Math.round(seconds * 1000))) } }
}

/** In the order of the file. */
function sorted(report: ImportReport['nodes'], { nodes }: N8nDocument): ImportReport['nodes'] {
  const order = new Map(nodes.map(({ name }, index) => [name, index]))
  return [...report].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
}

function generalRemarks(document: N8nDocument, { remarks }: Conversion, report: ImportReport['nodes']): string[] {
  const kept = report.filter(({ outcome }) => outcome === 'kept').length
  return [
    'n8n runs a node once for every item of a list; here a node runs once, and a map node goes through lists.',
    ...(kept > 0
      ? [
          `${kept} ${kept === 1 ? 'node has no counterpart. Its settings are kept whole, and a run passes it by' : 'nodes have no counterpart. Their settings are kept whole, and a run passes them by'} unless you say otherwise.`,
        ]
      : []),
    ...(isManyStarted(document)
      ? ['Several triggers start different parts of it; a run here starts them all. Make a workflow of each, or a switch on an input.']
      : []),
    ...(typeof document.settings.errorWorkflow === 'string' ? ['Another workflow ran when this one failed; draw error edges instead.'] : []),
    ...remarks,
    ...(document.links.length === 0 && report.filter(({ outcome }) => outcome !== 'note').length > 1
      ? ['No connection of the file joins two of its nodes: draw them here.']
      : []),
  ]
}
