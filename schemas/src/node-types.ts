import { type NodeType, nodeTypeSchemas } from '../generated/ts/node-types.ts'

/** What the product knows of a node type besides its config schema. */
export interface NodeTypeDescriptor {
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
  /** JSON Schema of the config, as read by forms and prompts. */
  configSchema: Record<string, unknown>
}

interface RawExtension {
  label: string
  category: string
  icon: string
  ports: string[]
  portsFrom?: string
  pure: boolean
  agent?: boolean
  scope?: boolean
  aliases?: string[]
  summary: string
}

function describe(type: NodeType): NodeTypeDescriptor {
  const schema = nodeTypeSchemas[type] as Record<string, unknown>
  // The extension block is ours and covered by the schema tests.
  const extension = schema['x-aob'] as RawExtension
  return {
    type,
    label: extension.label,
    description: String(schema.description),
    category: extension.category as NodeTypeDescriptor['category'],
    icon: extension.icon,
    ports: extension.ports,
    ...(extension.portsFrom ? { portsFrom: extension.portsFrom } : {}),
    pure: extension.pure,
    agent: extension.agent ?? false,
    scope: extension.scope ?? false,
    aliases: extension.aliases ?? [],
    summary: extension.summary,
    configSchema: schema,
  }
}

/** Every registered node type by its canonical name. */
export const NODE_TYPES = Object.fromEntries((Object.keys(nodeTypeSchemas) as NodeType[]).map((type) => [type, describe(type)])) as Record<
  NodeType,
  NodeTypeDescriptor
>

const canonicalByName = new Map<string, NodeType>(
  Object.values(NODE_TYPES).flatMap((descriptor) => [descriptor.type, ...descriptor.aliases].map((name) => [name, descriptor.type] as const)),
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
  const { ports, portsFrom } = NODE_TYPES[known]
  if (!portsFrom || typeof config !== 'object' || config === null) return ports
  const list = (config as Record<string, unknown>)[portsFrom]
  if (!Array.isArray(list)) return ports
  const names = list.flatMap((item) => (typeof item?.name === 'string' ? [item.name as string] : []))
  return [...names, ...ports]
}
