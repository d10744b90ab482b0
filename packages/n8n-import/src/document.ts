import { isShape, listOf, numberOf, type Shape, shapeOf, textOf } from './shapes.ts'

/** A node of an n8n workflow, as far as it is understood here. */
export interface N8nNode {
  name: string
  /** Full type, e.g. `n8n-nodes-base.httpRequest`. */
  type: string
  typeVersion: number
  position: { x: number; y: number }
  parameters: Shape
  disabled: boolean
  /** Names of the kinds of credentials it uses; what they hold is not part of an export. */
  credentials: string[]
  retry?: { maxAttempts: number; baseMs: number }
  onError: 'stop' | 'continue' | 'error-output'
  pin?: unknown
  /** What was written below it on n8n's canvas. */
  note?: string
}

/** A connection: `output` of `from` to an input of `to`. Its kind is `main` for data; sub-nodes of agents use others. */
export interface N8nLink {
  from: string
  output: number
  to: string
  kind: string
}

export interface N8nDocument {
  name: string
  description?: string
  nodes: N8nNode[]
  links: N8nLink[]
  settings: Shape
}

/** Whether a JSON value looks like an export of n8n rather than a workflow of ours. */
export function looksLikeN8n(value: unknown): boolean {
  return isShape(value) && Array.isArray(value.nodes) && isShape(value.connections)
}

/**
 * Reads an export of n8n. What is malformed is left out and named; the first node of a name counts, as names are n8n's ids.
 * @param value parsed JSON for which `looksLikeN8n` holds
 */
export function readN8n(value: unknown): { document: N8nDocument; faults: string[] } {
  const root = shapeOf(value)
  const faults: string[] = []
  const nodes = new Map<string, N8nNode>()
  const namesById = new Map<string, string>()
  const pins = shapeOf(root.pinData)
  listOf(root.nodes).forEach((raw, index) => {
    const node = readNode(raw, pins)
    if (!node) faults.push(`Node ${index + 1} of the file has no name or type and was left out.`)
    else if (nodes.has(node.name)) faults.push(`A second node named "${node.name}" was left out.`)
    else {
      nodes.set(node.name, node)
      const id = textOf(shapeOf(raw).id)
      if (id !== undefined) namesById.set(id, node.name)
    }
  })
  // Connections name their nodes; files that went through other tools tell ids.
  const nameOf = (reference: unknown) => (typeof reference === 'string' ? (nodes.has(reference) ? reference : namesById.get(reference)) : undefined)
  const links = readLinks(shapeOf(root.connections), nameOf, faults)
  return {
    document: {
      name: textOf(root.name) ?? '',
      description: textOf(root.description),
      nodes: [...nodes.values()],
      links,
      settings: shapeOf(root.settings),
    },
    faults,
  }
}

function readNode(raw: unknown, pins: Shape): N8nNode | undefined {
  const node = shapeOf(raw)
  const [name, type] = [textOf(node.name), textOf(node.type)]
  if (!name || !type) return undefined
  const [x, y] = listOf(node.position)
  return {
    name,
    type,
    typeVersion: numberOf(node.typeVersion) ?? 1,
    position: { x: numberOf(x) ?? 0, y: numberOf(y) ?? 0 },
    parameters: shapeOf(node.parameters),
    disabled: node.disabled === true,
    credentials: Object.keys(shapeOf(node.credentials)),
    ...(node.retryOnFail === true ? { retry: { maxAttempts: numberOf(node.maxTries) ?? 3, baseMs: numberOf(node.waitBetweenTries) ?? 1000 } } : {}),
    onError: readOnError(node),
    ...(node.notesInFlow === true && textOf(node.notes) ? { note: textOf(node.notes) } : {}),
    ...(Object.hasOwn(pins, name) ? { pin: readPin(pins[name]) } : {}),
  }
}

function readOnError(node: Shape): N8nNode['onError'] {
  if (node.onError === 'continueErrorOutput') return 'error-output'
  return node.onError === 'continueRegularOutput' || node.continueOnFail === true ? 'continue' : 'stop'
}

/** Pinned data is a list of items; one item stands for itself here. */
function readPin(pin: unknown): unknown {
  const items = listOf(pin).map((item) => (isShape(item) && 'json' in item ? item.json : item))
  return items.length === 1 ? items[0] : items
}

const MOST_LOST = 5

/** Where connections led that have no end in the file: by the nodes they came from, as ids of what is not there tell nobody anything. */
function lostWords(lost: ReadonlyMap<string, number>): string[] {
  const all = [...lost.values()].reduce((sum, count) => sum + count, 0)
  const [first] = lost.keys()
  if (all === 0) return []
  if (all === 1) return [`A connection of “${first}” leads to a node that is not in the file and was left out.`]
  const named = [...lost].slice(0, MOST_LOST).map(([name, count]) => `${count} of “${name}”`)
  const more = lost.size > MOST_LOST ? ` and of ${lost.size - MOST_LOST} others` : ''
  return [
    `${all} connections lead to nodes that are not in the file and were left out: ${lost.size === 1 ? `all of “${first}”` : `${named.join(', ')}${more}`}.`,
  ]
}

function readLinks(connections: Shape, nameOf: (reference: unknown) => string | undefined, faults: string[]): N8nLink[] {
  const links: N8nLink[] = []
  const lost = new Map<string, number>()
  for (const [source, byKind] of Object.entries(connections)) {
    for (const [kind, outputs] of Object.entries(shapeOf(byKind))) {
      listOf(outputs).forEach((targets, output) => {
        for (const target of listOf(targets)) {
          const [from, to] = [nameOf(source), nameOf(shapeOf(target).node)]
          if (from !== undefined && to !== undefined) links.push({ from, output, to, kind })
          else {
            const known = from ?? to ?? 'nodes that are not there'
            lost.set(known, (lost.get(known) ?? 0) + 1)
          }
        }
      })
    }
  }
  faults.push(...lostWords(lost))
  return links
}
