import { canonicalType, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import { rolesOf, valuesAt } from './config-roles.ts'
import { formatPointer } from './pointer.ts'
import { expressionsIn } from './templates.ts'
import type { DocumentChecks } from './validation-options.ts'

/** What the expressions of a place cannot do without: inputs, and nodes whose outputs they read. */
export interface ExpressionReads {
  /** Where, from the element on: `/config/url`, `/when`. */
  pointer: string
  inputs: readonly string[]
  nodes: readonly string[]
  /** Names that are known in some places only: `item`, `output`. */
  local: readonly string[]
}

type Root = 'inputs' | 'nodes'

const TEXT = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'`
/** Texts are passed over; `nodes.a.inputs` is a member, not the inputs. */
const read = (root: Root) => new RegExp(`${TEXT}|(?<![\\w.?])${root}\\s*(?:\\.\\s*([A-Za-z_]\\w*)|\\[\\s*(?:"([^"\\\\]*)"|'([^'\\\\]*)')\\s*\\])`, 'g')
/** Who asks first whether there is one does without it. */
const asked = (root: Root) => new RegExp(`\\bhas\\s*\\(\\s*${root}\\s*\\.\\s*(\\w+)|(?:"([^"\\\\]*)"|'([^'\\\\]*)')\\s+in\\s+${root}\\b`, 'g')
const PATTERNS = { inputs: { read: read('inputs'), asked: asked('inputs') }, nodes: { read: read('nodes'), asked: asked('nodes') } } as const

const LOCAL = new RegExp(`${TEXT}|(?<![\\w.?])(item|index|iteration|previous|output)\\b(?!\\s*\\()`, 'g')
/** Names an expression gives itself: `list.map(item, item.price)`. */
const GIVEN = /\.(?:map|filter|all|exists|exists_one|bind)\s*\(\s*(\w+)\s*,/g

/** Names an expression reads that are known in some places only. */
function localNamesIn(source: string): string[] {
  const given = new Set([...source.matchAll(GIVEN)].map(([, name]) => name))
  return [...source.matchAll(LOCAL)].flatMap(([, name]) => (name === undefined || given.has(name) ? [] : [name]))
}

/** The members of a root that an expression reads and cannot do without. */
export function membersReadBy(source: string, root: Root): string[] {
  if (!source.includes(root)) return []
  const named = (pattern: RegExp) => [...source.matchAll(pattern)].flatMap(([, plain, double, single]) => plain ?? double ?? single ?? [])
  const without = new Set(named(PATTERNS[root].asked))
  return [...new Set(named(PATTERNS[root].read))].filter((name) => !without.has(name))
}

/** What a node or an edge reads, as found before where it was looked at before. */
export function readsOf(element: WorkflowNode | WorkflowEdge, memory: DocumentChecks['reads']): readonly ExpressionReads[] {
  const known = memory?.get(element)
  if (known) return known
  const reads = 'from' in element ? readsAt('/when', [element.when]) : readsOfNode(element)
  memory?.set(element, reads)
  return reads
}

function readsOfNode({ type, config }: WorkflowNode): ExpressionReads[] {
  const known = canonicalType(type)
  if (known === undefined || config === undefined) return []
  const { cel, templates } = rolesOf(known)
  const expressions = cel.flatMap((path) => valuesAt(config, path, ['config'])).flatMap(({ value, pointer }) => readsAt(pointer, [value]))
  return [...expressions, ...templates.flatMap((member) => readsInTemplate(Reflect.get(config, member), ['config', member]))]
}

function readsInTemplate(value: unknown, path: (string | number)[]): ExpressionReads[] {
  if (typeof value === 'string') return value.includes('{{') ? readsAt(formatPointer(path), expressionsIn(value) ?? []) : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => readsInTemplate(member, [...path, key]))
}

function readsAt(pointer: string, sources: readonly unknown[]): ExpressionReads[] {
  const of = (root: Root) => [...new Set(sources.flatMap((source) => (typeof source === 'string' ? membersReadBy(source, root) : [])))]
  const [inputs, nodes] = [of('inputs'), of('nodes')]
  const local = [...new Set(sources.flatMap((source) => (typeof source === 'string' ? localNamesIn(source) : [])))]
  return inputs.length + nodes.length + local.length === 0 ? [] : [{ pointer, inputs, nodes, local }]
}
