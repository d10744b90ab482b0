import { type NodeType, nodeTypeSchemas } from '../generated/ts/node-types.ts'
import { NODE_FACTS, type NodeTypeFacts } from './node-type-facts.ts'

/** What the product knows of a node type, the schema of its config included. */
export interface NodeTypeDescriptor extends NodeTypeFacts {
  /** JSON Schema of the config, as read by forms and prompts. */
  configSchema: Record<string, unknown>
}

/** Every registered node type by its canonical name. */
export const NODE_TYPES = Object.fromEntries(
  (Object.keys(nodeTypeSchemas) as NodeType[]).map((type) => [type, { ...NODE_FACTS[type], configSchema: nodeTypeSchemas[type] as Record<string, unknown> }]),
) as Record<NodeType, NodeTypeDescriptor>
