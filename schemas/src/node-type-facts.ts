import { nodeTypeFacts } from '../generated/ts/node-type-facts.ts'
import type { NodeType } from '../generated/ts/node-types.ts'

/** What the product knows of a node type besides its config schema. */
export interface NodeTypeFacts {
  type: NodeType
  label: string
  description: string
  category: 'Actions' | 'Logic' | 'Scopes' | 'AI' | 'People'
  /** lucide icon name. */
  icon: string
  /** Static ports; `portsFrom` names the config array whose `name`s add more. */
  ports: readonly string[]
  portsFrom?: string
  /** Deterministic and free of side effects. */
  pure: boolean
  agent: boolean
  /** Runs an inner graph: a map, loop, composite or sub-workflow. */
  scope: boolean
  aliases: readonly string[]
  /** Pattern of the card's summary line; `{field}` is taken from the config. */
  summary: string
  /** Fields of the summary without which the node is not set up. */
  summaryNeeds: readonly string[]
  /** What fields of the summary are when the config leaves them out. */
  summaryDefaults: Readonly<Record<string, unknown>>
  /** What forms call the settings, by key. */
  titles: Readonly<Record<string, string>>
}

/** As the schemas have it: what is usual is left out. */
interface RawFacts {
  description: string
  label: string
  category: NodeTypeFacts['category']
  icon: string
  ports: readonly string[]
  portsFrom?: string
  pure: boolean
  agent?: boolean
  scope?: boolean
  aliases?: readonly string[]
  summary: string
  summaryNeeds: readonly string[]
  summaryDefaults: Readonly<Record<string, unknown>>
  titles: Readonly<Record<string, string>>
}

const RAW: Readonly<Record<NodeType, RawFacts>> = nodeTypeFacts

function factsOf(type: NodeType): NodeTypeFacts {
  return { agent: false, scope: false, aliases: [], ...RAW[type], type }
}

/** Every registered node type by its canonical name, without the schema of its config: light enough for a page's first view. */
export const NODE_FACTS = Object.fromEntries((Object.keys(RAW) as NodeType[]).map((type) => [type, factsOf(type)])) as Record<NodeType, NodeTypeFacts>

const canonicalByName = new Map<string, NodeType>(
  Object.values(NODE_FACTS).flatMap((descriptor) => [descriptor.type, ...descriptor.aliases].map((name) => [name, descriptor.type] as const)),
)

/** Resolves aliases (`task` is `function`, D-10); undefined for an unregistered type. */
export function canonicalType(type: string): NodeType | undefined {
  return canonicalByName.get(type)
}

export function isKnownType(type: string): boolean {
  return canonicalByName.has(type)
}

/** Ports an edge may leave a node by. An unknown type has `out` and `error` (D-27). */
export function portsOf(type: string, config: unknown): readonly string[] {
  const known = canonicalType(type)
  if (!known) return ['out', 'error']
  const { ports, portsFrom } = NODE_FACTS[known]
  if (!portsFrom || typeof config !== 'object' || config === null) return ports
  const list = (config as Record<string, unknown>)[portsFrom]
  if (!Array.isArray(list)) return ports
  const names = list.flatMap((item) => (typeof item?.name === 'string' ? [item.name as string] : []))
  return [...names, ...ports]
}
