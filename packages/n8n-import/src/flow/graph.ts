import type { WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { type Attached, whyAttached } from '../attachments.ts'
import type { N8nDocument, N8nLink, N8nNode } from '../document.ts'
import { Inexpressible, Settings } from '../expressions/settings.ts'
import { celOf, type Source } from '../expressions/source.ts'
import { idFromName } from '../names.ts'
import type { Mapped } from '../nodes/mapper.ts'
import { keptType, knownType, LOOP_TYPE } from '../nodes/registry.ts'
import type { ImportedNode } from '../report.ts'
import { serviceOf } from '../service-names.ts'
import { type Columns, columnsBefore, placeOf, withRoom } from './layout.ts'
import { type Loop, outermostLoops, withoutCircles } from './loops.ts'
import { lateWords, variableWords } from './remarks.ts'
import { Sources } from './sources.ts'

/** What one conversion keeps across all its graphs. */
export interface Conversion {
  document: N8nDocument
  /** What hangs on agents, by their names. */
  attached: ReadonlyMap<string, Attached>
  /** Names of nodes that n8n never ran. */
  idle: ReadonlySet<string>
  ids: Map<string, string>
  taken: Set<string>
  /** Ids of the functions before nodes, to those of their nodes. */
  preparing: Map<string, string>
  report: ImportedNode[]
  remarks: string[]
  /** Agents that may still be made; beyond that they are kept as they were. */
  agentsLeft: number
}

interface Place {
  entry: Source
  outside?: (name: string) => Source | undefined
  lateOutside?: (name: string) => boolean
}

type Converted = { node: WorkflowNode; preparation?: WorkflowNode; ports: readonly (string | undefined)[] }

/** Id of a node of n8n by its name: one for the whole file, in the order first asked for. */
export function idOf(conversion: Conversion, name: string): string {
  const known = conversion.ids.get(name)
  if (known !== undefined) return known
  const id = idFromName(name, conversion.taken)
  conversion.taken.add(id)
  conversion.ids.set(name, id)
  return id
}

/** Turns some nodes of n8n and the connections among them into a graph of ours, loops into maps with a graph of their own. */
export function convertGraph(nodes: readonly N8nNode[], links: readonly N8nLink[], place: Place, conversion: Conversion): WorkflowBody {
  const loops = outermostLoops(nodes, links)
  const inside = new Set(loops.flatMap(({ body }) => [...body]))
  const here = nodes.filter(({ name }) => !inside.has(name))
  const names = here.map(({ name }) => name)
  const { kept, cut } = withoutCircles(
    names,
    links.filter(({ from, to }) => !inside.has(from) && !inside.has(to)),
  )
  for (const { from, to } of cut)
    conversion.remarks.push(`The connection from "${from}" back to "${to}" was left out: repetition is a map or a loop node here, not a circle.`)
  const sources = new Sources({
    nodes: new Map(here.map((node) => [node.name, node])),
    links: kept,
    idOf: (name) => idOf(conversion, name),
    answersData: (name) => conversion.attached.get(name)?.schema !== undefined,
    ...place,
  })
  const graph: WorkflowBody = { nodes: [], edges: [] }
  const done = new Map<string, Converted>()
  for (const node of here) {
    const loop = loops.find(({ name }) => name === node.name)
    const converted = loop ? convertLoop(node, loop, { nodes, links, sources, conversion }) : convertNode(node, sources, conversion)
    done.set(node.name, converted)
    graph.nodes.push(...(converted.preparation ? [converted.preparation] : []), converted.node)
  }
  graph.edges.push(...edgesOf(kept, done, nodes, conversion))
  return graph
}

/** Where a graph needs columns for the functions before its nodes. */
export function columnsOf({ nodes }: WorkflowBody, { preparing }: Conversion): Columns {
  const prepared = new Set(nodes.flatMap(({ id }) => preparing.get(id) ?? []))
  return columnsBefore(nodes.filter(({ id }) => prepared.has(id)))
}

function convertLoop(
  node: N8nNode,
  loop: Loop,
  context: { nodes: readonly N8nNode[]; links: readonly N8nLink[]; sources: Sources; conversion: Conversion },
): Converted {
  const { nodes, links, sources, conversion } = context
  const current = sources.into(node.name)
  const list = current && celOf(current)
  const body = convertGraph(
    nodes.filter(({ name }) => loop.body.has(name)),
    links.filter(({ from, to }) => loop.body.has(from) && loop.body.has(to)),
    // Inside, the loop's own name means the item at hand.
    {
      entry: { kind: 'item' },
      outside: (name) => (name === node.name ? { kind: 'item' } : sources.of(name)),
      lateOutside: (name) => sources.isLate(node.name, name),
    },
    conversion,
  )
  body.nodes = withRoom(body.nodes, conversion.preparing, columnsOf(body, conversion))
  conversion.report.push({
    name: node.name,
    type: node.type,
    outcome: 'adapted',
    becomes: 'map',
    remarks: ['Its steps became the body of a map, one item at a time; a batch size is not kept.'],
  })
  const items = list === undefined ? '[]' : `type(${list}) == list ? ${list} : [${list}]`
  const converted = { id: idOf(conversion, node.name), type: 'map', name: node.name, position: placeOf(node), config: { items, concurrency: 1, body } }
  return { node: converted, ports: loop.doneOutput === 0 ? ['out'] : [undefined, 'out'] }
}

function convertNode(node: N8nNode, sources: Sources, conversion: Conversion): Converted {
  const id = idOf(conversion, node.name)
  const preparationId = idFromName(`prepare ${node.name}`, conversion.taken)
  const asked = new Set<string>()
  const lookup = sources.lookupFor(node.name, asked)
  const settings = new Settings(lookup, preparationId)
  const inputs = sources.leadingInto(node.name).map((name) => ({ id: idOf(conversion, name), source: sources.of(name) }))
  const found = mappedOrWhy(node, { settings, lookup, inputs, attached: conversion.attached.get(node.name) }, conversion)
  if (typeof found === 'string') return keep(node, id, found, conversion)
  const { type, config, policies, ports, outcome, remarks } = found
  const code = settings.preparation()
  const preparation: WorkflowNode | undefined =
    code === undefined
      ? undefined
      : { id: preparationId, type: 'function', name: `Prepare: ${node.name}`.slice(0, 200), config: { code }, position: placeOf(node) }
  if (preparation) {
    conversion.taken.add(preparationId)
    conversion.preparing.set(preparationId, id)
  }
  conversion.report.push({
    name: node.name,
    type: node.type,
    outcome: preparation ? 'adapted' : outcome,
    becomes: type,
    remarks: [
      ...remarks,
      ...(preparation ? ['What its expressions compute is computed by a function before it.'] : []),
      ...variableWords([...settings.variables]),
      ...lateWords([...asked].filter((name) => sources.isLate(node.name, name))),
    ],
  })
  return {
    node: { id, type, name: node.name.slice(0, 200), config, position: placeOf(node), ...policiesOf(node), ...policies, ...pinOf(node, type) },
    preparation,
    ports: ports ?? ['out'],
  }
}

/** The node as a step of ours, or in a sentence why it is kept as it was. */
function mappedOrWhy(node: N8nNode, context: Parameters<NonNullable<ReturnType<typeof knownType>>['map']>[1], conversion: Conversion): Mapped | string {
  const known = knownType(node.type)
  if (node.disabled) return 'It was switched off and is passed by.'
  if (conversion.idle.has(node.name)) return 'Nothing that starts the workflow leads to it: n8n never ran it, and a run passes it by.'
  const hung = whyAttached(conversion.document, node.name)
  if (hung !== undefined) return hung
  if (!known)
    return node.type === LOOP_TYPE
      ? conversion.document.links.some(({ from }) => from === node.name)
        ? 'Its steps lead elsewhere than back to it, so they cannot be the body of a map.'
        : 'No connection of the file leads to its steps, so there is nothing to be the body of a map.'
      : `There is no step for ${serviceOf(node)} here.`
  try {
    const found = known.map(node, context)
    if (found?.type === 'agent' && conversion.agentsLeft === 0) return 'A workflow may not have more agents than this here.'
    if (found?.type === 'agent') conversion.agentsLeft -= 1
    return found ?? `There is no step for ${serviceOf(node)} here.`
  } catch (error) {
    if (error instanceof Inexpressible) return error.message
    throw error
  }
}

function keep(node: N8nNode, id: string, why: string, conversion: Conversion): Converted {
  const type = keptType(node)
  conversion.report.push({ name: node.name, type: node.type, outcome: 'kept', becomes: type, remarks: [why] })
  const { parameters, typeVersion, position: _, ...rest } = node
  const kept = { type: rest.type, typeVersion, parameters, ...(rest.credentials.length > 0 ? { credentials: rest.credentials } : {}) }
  return {
    node: {
      id,
      type,
      name: node.name.slice(0, 200),
      config: { n8n: kept },
      position: placeOf(node),
      ...(node.disabled || conversion.idle.has(node.name) ? { unknownPolicy: 'skip' as const } : {}),
      ...policiesOf(node),
    },
    ports: ['out'],
  }
}

function policiesOf({ retry, onError }: N8nNode): Partial<WorkflowNode> {
  return {
    ...(retry ? { retry: { maxAttempts: clamp(retry.maxAttempts, 1, 20), baseMs: clamp(retry.baseMs, 1, 3_600_000) } } : {}),
    ...(onError === 'continue' ? { onError: 'skip' as const } : {}),
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)))

/** Pinned data is what the node would give: of a request, its answer. */
function pinOf({ pin }: N8nNode, type: string): Partial<WorkflowNode> {
  if (pin === undefined || type === 'conditional' || type === 'switch') return {}
  // The schema takes any value; the type generated from it says less.
  return { pin: (type === 'http' ? { status: 200, headers: {}, body: pin } : pin) as WorkflowNode['pin'] }
}

function edgesOf(links: readonly N8nLink[], done: ReadonlyMap<string, Converted>, nodes: readonly N8nNode[], conversion: Conversion): WorkflowEdge[] {
  const edges = new Map<string, WorkflowEdge>()
  const draw = (from: string, port: string, to: string) => {
    const key = JSON.stringify([from, port, to])
    if (!edges.has(key)) edges.set(key, { id: edgeId(conversion), from, to, ...(port === 'out' ? {} : { fromPort: port }) })
  }
  for (const { preparation, node } of done.values()) if (preparation) draw(preparation.id, 'out', node.id)
  for (const link of links) {
    const [from, to] = [done.get(link.from), done.get(link.to)]
    if (!from || !to) continue
    const port = portOf(link, from, nodes)
    if (port === undefined)
      conversion.remarks.push(`The connection from output ${link.output + 1} of "${link.from}" to "${link.to}" has no counterpart and was left out.`)
    else draw(from.node.id, port, (to.preparation ?? to.node).id)
  }
  return [...edges.values()]
}

function portOf({ from, output }: N8nLink, converted: Converted, nodes: readonly N8nNode[]): string | undefined {
  const { ports } = converted
  const fails = nodes.find(({ name }) => name === from)?.onError === 'error-output'
  if (output < ports.length) return ports[output]
  // A node that goes on after errors has one output more, behind all others.
  return fails && output === ports.length ? 'error' : undefined
}

function edgeId(conversion: Conversion): string {
  let count = conversion.taken.size + 1
  while (conversion.taken.has(`e${count}`)) count++
  conversion.taken.add(`e${count}`)
  return `e${count}`
}
