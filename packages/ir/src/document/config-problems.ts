import { canonicalType, type FieldProblem, type NodeType, type WorkflowBody, type WorkflowNode } from '@aob/schemas'
import { nodeConfigValidators } from '@aob/schemas/validators'
import { holdsIrreversible } from './bodies.ts'
import { rolesOf, valuesAt } from './config-roles.ts'
import { constantCondition } from './constant-condition.ts'
import { type Graph, graphOf } from './graph.ts'
import { reachableFrom } from './graph-problems.ts'
import { instantOf } from './instant.ts'
import { isPlainObject } from './plain-object.ts'
import { formatPointer } from './pointer.ts'
import { fault, warning } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'
import { expressionsIn, staticUrl } from './templates.ts'
import type { DocumentChecks } from './validation-options.ts'

/** V9 to V12, V22 to V24: configs against their type's schema, then what the schema cannot say. Configs of unknown types are kept as they are. */
export function configProblems(doc: WorkflowBody, checks: DocumentChecks, graph: Graph = graphOf(doc)): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, node] of doc.nodes.entries()) {
    const type = canonicalType(node.type)
    const at = ['nodes', index, 'config']
    const own = type === undefined || checks.sound?.has(node) ? [] : ownProblems(node, type, at, checks)
    if (own.length === 0) checks.sound?.add(node)
    const placed = type === 'hitl' ? timeoutProblems(node, graph, at) : []
    for (const problem of [...own, ...placed]) problems.push({ ...problem, nodeId: node.id })
  }
  return [...problems, ...edgeConditionProblems(doc, checks)]
}

/** What is wrong with a node whatever stands around it. */
function ownProblems(node: WorkflowNode, type: NodeType, at: (string | number)[], checks: DocumentChecks): FieldProblem[] {
  const problems = schemaProblems(nodeConfigValidators[type], node.config ?? {}, 'node.config_invalid', at)
  return problems.length > 0 ? problems : meaningProblems(node, type, at, checks)
}

function meaningProblems(node: WorkflowNode, type: NodeType, at: (string | number)[], checks: DocumentChecks): FieldProblem[] {
  const roles = rolesOf(type)
  const config: object = node.config ?? {}
  // What a map goes over is a list, not a condition.
  const judged = type === 'map' ? sourceProblems : conditionProblems
  const problems = roles.cel.flatMap((path) => valuesAt(config, path, at)).flatMap(({ value, pointer }) => judged(value, pointer, checks))
  for (const member of roles.templates) problems.push(...templateProblems(Reflect.get(config, member), [...at, member], checks))
  const url: unknown = roles.url === undefined ? undefined : Reflect.get(config, roles.url)
  if (typeof url === 'string') problems.push(...urlProblems(url, formatPointer([...at, roles.url ?? '']), checks))
  if (type === 'switch') problems.push(...caseProblems(config, at))
  if (type === 'loop') problems.push(...endlessProblems(config, at))
  if (type === 'http') problems.push(...headerProblems(config, at))
  if (type === 'delay') problems.push(...instantProblems(config, at))
  if (type === 'workflow') problems.push(...givenProblems(config, at))
  return problems
}

/** V10: CEL sources and templates can be parsed. */
function sourceProblems(source: unknown, pointer: string, { expression }: DocumentChecks): FieldProblem[] {
  const objection = typeof source === 'string' ? expression?.(source) : undefined
  return objection ? [fault(objection.code, pointer, objection.message)] : []
}

/** V23: a condition that parses depends on something. */
function conditionProblems(source: unknown, pointer: string, checks: DocumentChecks): FieldProblem[] {
  const faults = sourceProblems(source, pointer, checks)
  const odd = faults.length === 0 && typeof source === 'string' ? constantCondition(source) : undefined
  return odd === undefined ? faults : [warning('expression.constant', pointer, odd)]
}

function templateProblems(value: unknown, path: (string | number)[], checks: DocumentChecks): FieldProblem[] {
  if (typeof value === 'string') {
    const pointer = formatPointer(path)
    const sources = expressionsIn(value)
    if (sources === undefined) return [fault('expression.syntax', pointer, 'An expression is opened by {{ and not closed.')]
    return sources.flatMap((source) => sourceProblems(source, pointer, checks)).slice(0, 1)
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => templateProblems(member, [...path, key], checks))
}

/** V11: a URL that is known before the run may be called. */
function urlProblems(url: string, pointer: string, { egress }: DocumentChecks): FieldProblem[] {
  const known = staticUrl(url)
  const objection = known === undefined ? undefined : egress?.(known)
  return objection ? [fault(objection.code, pointer, objection.message)] : []
}

/** V12: the cases of a switch have names of their own, and none of a port that is there anyway. */
function caseProblems(config: object, at: (string | number)[]): FieldProblem[] {
  const taken = new Set<unknown>(['default', 'error'])
  return valuesAt(config, ['cases', '*', 'name'], at).flatMap(({ value, pointer }) => {
    if (!taken.has(value)) {
      taken.add(value)
      return []
    }
    const own = value === 'default' || value === 'error'
    const message = own ? `“${value}” is a port that is there anyway.` : `Two are called “${String(value)}”.`
    return [fault('node.config_invalid', pointer, message, { name: String(value) })]
  })
}

/** What the name of a header is made of (RFC 9110, 5.6.2). */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** V12: a header has a name that can be sent: a call with another is never made. */
function headerProblems(config: object, at: (string | number)[]): FieldProblem[] {
  const headers: unknown = Reflect.get(config, 'headers')
  const names = isPlainObject(headers) ? Object.keys(headers) : []
  return names.flatMap((name) => {
    if (HEADER.test(name)) return []
    return [
      fault('node.config_invalid', formatPointer([...at, 'headers', name]), `“${name}” is no name of a header: it takes letters, digits and “-”.`, { name }),
    ]
  })
}

/** V22: an instant that is known before the run is one. A run fails there; what stands in a version already stays usable. */
function instantProblems(config: object, at: (string | number)[]): FieldProblem[] {
  const until: unknown = Reflect.get(config, 'until')
  if (typeof until !== 'string' || until.includes('{{') || instantOf(until) !== undefined) return []
  return [warning('node.config_invalid', formatPointer([...at, 'until']), `“${until}” is no instant: write one like 2026-12-24T18:00:00Z, with its time zone.`)]
}

/** V24: what a called workflow is started with is an object, as far as that is known before the run: else the step fails. */
function givenProblems(config: object, at: (string | number)[]): FieldProblem[] {
  const given: unknown = Reflect.get(config, 'inputs')
  if (given === undefined || isPlainObject(given) || mayBeAnything(given)) return []
  return [
    warning(
      'node.config_invalid',
      formatPointer([...at, 'inputs']),
      'The inputs are no object: write one like {"id": "{{ inputs.id }}"}, each input by its name.',
    ),
  ]
}

/** A text that is one expression as a whole takes its value; any other text stays a text. */
function mayBeAnything(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('{{') && value.endsWith('}}') && expressionsIn(value)?.length === 1
}

/** V12: a loop says when it ends. */
function endlessProblems(config: object, at: (string | number)[]): FieldProblem[] {
  if (Object.hasOwn(config, 'while') || Object.hasOwn(config, 'until')) return []
  return [fault('node.config_invalid', formatPointer([...at, 'until']), 'A loop needs a condition: while, or until.')]
}

/** V12: a gate before an irreversible node does not approve by itself (D-08). */
function timeoutProblems(node: WorkflowNode, graph: Graph, at: (string | number)[]): FieldProblem[] {
  if (Reflect.get(node.config ?? {}, 'onTimeout') !== 'approve') return []
  const behind = [...reachableFrom(graph, [node.id])].find((id) => {
    const node = graph.nodes.get(id)
    return node !== undefined && holdsIrreversible(node)
  })
  if (behind === undefined) return []
  return [
    fault('node.config_invalid', formatPointer([...at, 'onTimeout']), `The irreversible node ${behind} follows; a deadline cannot approve it.`, {
      name: behind,
    }),
  ]
}

function edgeConditionProblems(doc: WorkflowBody, checks: DocumentChecks): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, edge] of doc.edges.entries()) {
    if (checks.sound?.has(edge)) continue
    const own = edge.when === undefined ? [] : conditionProblems(edge.when, formatPointer(['edges', index, 'when']), checks)
    if (own.length === 0) checks.sound?.add(edge)
    for (const problem of own) problems.push({ ...problem, edgeId: edge.id })
  }
  return problems
}
