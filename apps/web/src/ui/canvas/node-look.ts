import { allNodes, bodyOf } from '@aob/ir/document'
import { canonicalType, NODE_FACTS, type NodeTypeFacts, type WorkflowNode } from '@aob/schemas'
import {
  Bell,
  Bot,
  Box,
  Braces,
  Clock,
  Globe,
  Group,
  ListTree,
  type LucideIcon,
  Merge,
  Package,
  Repeat,
  Split,
  UserCheck,
  Waypoints,
  Workflow,
} from 'lucide-react'
import { spokenMilliseconds } from '../forms/spoken-milliseconds.ts'
import { literalText } from '../literal-text.ts'
import { GROUP_TYPE } from './card-geometry.ts'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  bell: Bell,
  bot: Bot,
  braces: Braces,
  globe: Globe,
  'list-tree': ListTree,
  clock: Clock,
  merge: Merge,
  package: Package,
  repeat: Repeat,
  split: Split,
  'user-check': UserCheck,
  waypoints: Waypoints,
  workflow: Workflow,
}

export type TintName = 'actions' | 'logic' | 'scopes' | 'ai' | 'people' | 'unknown'

const TINTS: Readonly<Record<NodeTypeFacts['category'], TintName>> = { Actions: 'actions', Logic: 'logic', Scopes: 'scopes', AI: 'ai', People: 'people' }

export interface TypeLook {
  label: string
  /** The group of the palette it stands in. */
  category: string
  icon: LucideIcon
  tint: TintName
}

/** Icon, name and tint of a node type; an unregistered type keeps its own name and a plain box. */
export function typeLook(type: string): TypeLook {
  if (type === GROUP_TYPE) return { label: 'Group', category: 'Collapsed group', icon: Group, tint: 'unknown' }
  const known = canonicalType(type)
  if (!known) return { label: type, category: 'Unknown type', icon: Box, tint: 'unknown' }
  const descriptor = NODE_FACTS[known]
  return { label: descriptor.label, category: descriptor.category, icon: ICONS[descriptor.icon] ?? Box, tint: TINTS[descriptor.category] }
}

function asWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return String(value.length)
  return value === undefined ? '' : JSON.stringify(value)
}

/** The card's one line: the node type's pattern filled from the config, defaults included. */
export function summaryLine(node: Pick<WorkflowNode, 'type' | 'config'>): string {
  if (node.type === GROUP_TYPE) return asWords((node.config as { names?: unknown } | undefined)?.names)
  const known = canonicalType(node.type)
  if (!known) return 'No such node type is registered'
  const config: Record<string, unknown> = { ...node.config }
  const { summary, summaryNeeds, summaryDefaults } = NODE_FACTS[known]
  if (summaryNeeds.some((field) => asWords(config[field]) === '')) return 'Not set up yet'
  const filled = summary.replace(/\{(\w+)\}( \w+s\b)?/g, (_, field: string, noun = '') => {
    const value = config[field] ?? summaryDefaults[field]
    if (typeof value === 'number' && field.endsWith('Ms')) return spokenMilliseconds(value) + noun
    const one = Array.isArray(value) && value.length === 1
    return asWords(value) + (one ? noun.replace(/s$/, '') : noun)
  })
  return literalText(filled.replace(/\s+/g, ' ').trim())
}

/** The title on the card: the node's name, else its id. */
export function nodeTitle(node: Pick<WorkflowNode, 'id' | 'name'>): string {
  return literalText(node.name?.trim() || node.id)
}

/** What a scope holds, after its type: ` · 3 steps`; empty for any other node. */
export function contentsLine(node: WorkflowNode): string {
  const body = bodyOf(node)
  if (!body) return ''
  const steps = allNodes(body).length
  return ` · ${steps} ${steps === 1 ? 'step' : 'steps'}`
}
