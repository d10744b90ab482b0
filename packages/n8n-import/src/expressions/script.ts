import type { AnyNode } from 'acorn'
import type { Lookup } from './references.ts'
import { jsOf } from './source.ts'

/** What a script may use: the language without clock and randomness, and what the prelude gives it. */
const GLOBALS = new Set(
  (
    '$json $node $ $input $item items item undefined NaN Infinity JSON Math Object Array String Number Boolean BigInt Symbol RegExp Map Set WeakMap Error TypeError ' +
    'console parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI arguments'
  ).split(' '),
)
/** Methods that n8n adds to values of the language, and members that need its runtime. */
const ADDED = new Set(
  (
    'toDateTime toJsonString isEmpty isNotEmpty toTitleCase toSentenceCase removeTags removeMarkdown extractEmail extractUrl extractDomain hash base64Encode ' +
    'base64Decode urlEncode urlDecode toInt toFloat toBoolean toDate format plus minus beginningOf endOfMonth pluck randomItem unique chunk compact merge renameKeys ' +
    'smartJoin removeDuplicates sum average keepFieldsContaining removeField removeFieldsContaining urlEncodeObject itemMatching pairedItem params context binary helpers'
  ).split(' '),
)

interface Findings {
  free: Map<string, AnyNode>
  declared: Set<string>
  /** Names of the nodes it reads. */
  nodes: Set<string>
  refused?: string
}

function isAstNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isAstNode) : isAstNode(value) ? [value] : []))
}

function visit(node: AnyNode, findings: Findings): void {
  switch (node.type) {
    case 'Identifier':
      findings.free.set(node.name, node)
      return
    case 'MemberExpression':
      visitMember(node, findings)
      return
    case 'Property':
      if (node.computed || node.shorthand) visit(node.key, findings)
      visit(node.value, findings)
      return
    case 'NewExpression':
      // With a time given it is no clock.
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date' || node.arguments.length === 0) visit(node.callee, findings)
      for (const argument of node.arguments) visit(argument, findings)
      return
    case 'LabeledStatement':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'AwaitExpression':
    case 'ImportExpression':
      findings.refused ??= `it uses ${node.type.replace(/(Statement|Declaration|Expression)$/, '').toLowerCase()}`
      return
    default:
      declare(node, findings.declared)
      for (const child of childrenOf(node)) visit(child, findings)
  }
}

function visitMember(node: Extract<AnyNode, { type: 'MemberExpression' }>, findings: Findings): void {
  const { property, computed } = node
  const name = property.type === 'Identifier' && !computed ? property.name : property.type === 'Literal' ? String(property.value) : undefined
  const readsNode = node.object.type === 'Identifier' && node.object.name === '$node'
  if (readsNode && name !== undefined) findings.nodes.add(name)
  else if (readsNode) findings.refused ??= 'it computes the name of a node'
  else if (name === 'random') findings.refused ??= 'it uses chance, which functions do not have here'
  else if (name !== undefined && property.type === 'Identifier' && ADDED.has(name)) findings.refused ??= `it uses .${name}, which only n8n knows`
  const readsTime = node.object.type === 'Identifier' && node.object.name === 'Date' && (name === 'parse' || name === 'UTC')
  if (!readsTime) visit(node.object, findings)
  if (computed) visit(property, findings)
}

/** Names that patterns, parameters and declarations bring along: everything declared anywhere in the script counts. */
function declare(node: AnyNode, declared: Set<string>): void {
  const patterns: (AnyNode | null | undefined)[] =
    node.type === 'VariableDeclarator'
      ? [node.id]
      : node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
        ? [...node.params, node.type === 'ArrowFunctionExpression' ? undefined : node.id]
        : node.type === 'CatchClause'
          ? [node.param]
          : []
  for (const pattern of patterns) if (pattern) for (const name of namesIn(pattern)) declared.add(name)
}

function namesIn(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name]
  if (pattern.type === 'Property') return namesIn(pattern.value)
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left)
  return pattern.type === 'MemberExpression' ? [] : childrenOf(pattern).flatMap(namesIn)
}

export interface Readings {
  /** Names of the nodes it reads. */
  nodes: string[]
  /** Whether it reads the data of the node before. */
  current: boolean
  /** Whether it writes to the console, which nobody reads here. */
  logs?: boolean
}

const CURRENT = ['$json', '$input', 'items', 'item']

/** Why a script cannot run in our sandbox as it would in n8n; else what it reads. */
export function inspectScript(ast: AnyNode): { refused: string } | Readings {
  const findings: Findings = { free: new Map(), declared: new Set(), nodes: new Set() }
  collectCalls(ast, findings)
  visit(ast, findings)
  const unknown = [...findings.free.keys()].find((name) => !GLOBALS.has(name) && !findings.declared.has(name))
  const missing = unknown === 'Date' ? 'it uses the clock (Date), which functions do not have here' : `it uses ${unknown}, which does not exist here`
  const refused = findings.refused ?? (unknown === undefined ? undefined : missing)
  return refused === undefined
    ? {
        nodes: [...findings.nodes],
        current: CURRENT.some((name) => findings.free.has(name)),
        logs: findings.free.has('console') && !findings.declared.has('console'),
      }
    : { refused }
}

/** `$('A')` names a node by a call. */
function collectCalls(node: AnyNode, findings: Findings): void {
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === '$') {
    const [argument] = node.arguments
    if (argument?.type === 'Literal' && typeof argument.value === 'string') findings.nodes.add(argument.value)
    else findings.refused ??= 'it computes the name of a node'
  }
  for (const child of childrenOf(node)) collectCalls(child, findings)
}

/**
 * The variables of n8n a script expects, over what a function node is handed here. One item stands for a value, several for a list.
 * Undefined when it reads a node whose data is not here.
 */
export function preludeFor({ nodes, current, logs }: Readings, lookup: Lookup): string | undefined {
  const sources = nodes.map((name) => [name, lookup.named(name)] as const)
  if (sources.some(([, source]) => !source) || (current && !lookup.current)) return undefined
  const readers = sources.map(([name, source]) => `  ${JSON.stringify(name)}: () => ${source ? jsOf(source) : 'undefined'},`)
  return [
    'const { inputs, nodes, item: mapItem } = input',
    `const dataOf = {${readers.length > 0 ? `\n${readers.join('\n')}\n` : ''}}`,
    `const $json = ${lookup.current ? jsOf(lookup.current) : '{}'}`,
    'const itemsOf = (value) => (Array.isArray(value) ? value : [value]).map((json) => ({ json }))',
    'const pick = (value) => ({ item: itemsOf(value)[0], first: () => itemsOf(value)[0], last: () => itemsOf(value).at(-1), all: () => itemsOf(value), json: value })',
    'const $ = (name) => pick(dataOf[name]())',
    'const $node = new Proxy({}, { get: (_, name) => $(name) })',
    'const $item = () => ({ $node })',
    'const $input = pick($json)',
    'const items = $input.all()',
    'const item = items[0]',
    ...(logs ? ['const console = { log() {}, info() {}, warn() {}, error() {}, debug() {} }'] : []),
  ].join('\n')
}
