import { canonicalType, type FieldProblem, type Workflow, type WorkflowBody, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import { ancestryOf, type Patience, patience } from './ancestry.ts'
import { bodyOf, isScopeType } from './bodies.ts'
import { closeName } from './close-name.ts'
import { type ExpressionReads, readsOf } from './expression-reads.ts'
import { isPlainObject } from './plain-object.ts'
import { warning } from './problem.ts'
import { MAX_PROBLEMS } from './schema-problems.ts'
import type { DocumentChecks } from './validation-options.ts'

type Where = { nodeId: string } | { edgeId: string }

/** What can be read at a place. */
interface Readable {
  /** Names of the inputs; undefined where any may be given. */
  inputs: ReadonlySet<string> | undefined
  /** The graphs whose nodes are seen, the innermost first. */
  graphs: readonly ReadableGraph[]
  /** Names known here and not everywhere. */
  local: readonly string[]
}

interface ReadableGraph {
  has: (id: string) => boolean
  /** Whether its output is there by then: a run shows those of ancestors only. */
  before: (id: string) => boolean
  nodes: readonly WorkflowNode[]
}

/**
 * What an expression reads is there: V17 inputs that are declared, else nobody is asked for them; V18 nodes of the graph, or of one
 * around it, V19 that run before it does; V20 names in the places they are known in. Sub-workflows have inputs and nodes of their own.
 */
export function readingProblems(doc: Workflow, checks: Pick<DocumentChecks, 'reads'>): FieldProblem[] {
  const problems: FieldProblem[] = []
  const around = { inputs: declaredInputs(doc.inputs), graphs: [], local: [] }
  collect(doc, { at: '', around, memory: checks.reads, patience: patience(), problems })
  return problems
}

/** Names of the inputs; undefined where the schema lets others in, or says more than names. */
function declaredInputs(schema: unknown): ReadonlySet<string> | undefined {
  if (schema === undefined) return new Set()
  if (!isPlainObject(schema)) return undefined
  // A plain object has members by name.
  const { properties = {}, additionalProperties, ...rest } = schema as Record<string, unknown>
  const open = additionalProperties === true || isPlainObject(additionalProperties)
  const more = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'propertyNames'].some((word) => Object.hasOwn(rest, word))
  return open || more || !isPlainObject(properties) ? undefined : new Set(Object.keys(properties))
}

interface Place {
  /** Pointer of the graph. */
  at: string
  /** The outermost scope it lies in: what the canvas shows of it. */
  scopeId?: string
  around: Readable
  memory: DocumentChecks['reads']
  patience: Patience
  problems: FieldProblem[]
}

/** Names that are known inside some scopes only. */
const LOCAL: Readonly<Record<string, readonly string[]>> = { map: ['item', 'index'], loop: ['iteration', 'previous'] }

function collect(graph: WorkflowBody, place: Place): void {
  const { at, scopeId, around, memory, patience, problems } = place
  const has = hasOf(graph)
  const isBefore = ancestryOf(graph, { patience })
  const seenFrom = (before: ReadableGraph['before'], local: readonly string[] = []): Readable => ({
    ...around,
    graphs: [{ has, before, nodes: graph.nodes }, ...around.graphs],
    local: [...around.local, ...local],
  })
  const judge = (element: WorkflowNode | WorkflowEdge, pointer: string, where: Where, seen: (reads: ExpressionReads) => Readable | undefined) => {
    for (const reads of readsOf(element, memory)) {
      const there = problems.length < MAX_PROBLEMS ? seen(reads) : undefined
      if (there) problems.push(...missing(reads, there, `${pointer}${reads.pointer}`, where))
    }
  }
  for (const [index, node] of graph.nodes.entries()) {
    const [pointer, nodeId] = [`${at}/nodes/${index}`, scopeId ?? node.id]
    const type = canonicalType(node.type) ?? ''
    const before = (id: string) => isBefore(id, node.id)
    const body = type === 'workflow' ? undefined : bodyOf(node)
    judge(node, pointer, { nodeId }, (reads) => {
      if (!isOutput(node, reads)) return seenFrom(before, type === 'loop' ? LOCAL.loop : [])
      // What is inside a called workflow is not known here.
      if (type === 'workflow') return undefined
      const outside = seenFrom(before, LOCAL[type])
      return body ? inside(body, outside) : outside
    })
    const scope = body && { ...place, at: `${pointer}/config/body`, scopeId: nodeId, around: seenFrom(before, LOCAL[type]) }
    if (scope) collect(body, scope)
  }
  for (const [index, edge] of graph.edges.entries())
    judge(edge, `${at}/edges/${index}`, scopeId === undefined ? { edgeId: edge.id } : { nodeId: scopeId }, () =>
      seenFrom((id) => id === edge.from || isBefore(id, edge.from), ['output']),
    )
}

const isOutput = ({ type }: WorkflowNode, { pointer }: ExpressionReads): boolean => isScopeType(type) && /^\/config\/output(\/|$)/.test(pointer)

/** What a scope gives is made of what is inside it, when all of it has run. */
function inside(body: WorkflowBody, around: Readable): Readable {
  const has = hasOf(body)
  return { ...around, graphs: [{ has, before: has, nodes: body.nodes }, ...around.graphs] }
}

function hasOf({ nodes }: WorkflowBody): (id: string) => boolean {
  let ids: ReadonlySet<string> | undefined
  return (id) => {
    // Most documents read little: nothing is made until somebody asks.
    ids ??= new Set(nodes.map((node) => node.id))
    return ids.has(id)
  }
}

function missing({ inputs, nodes, local }: ExpressionReads, readable: Readable, pointer: string, where: Where): FieldProblem[] {
  const isThere = (id: string) => readable.graphs.some((graph) => graph.has(id))
  const undeclared = readable.inputs ? inputs.filter((name) => !readable.inputs?.has(name)) : []
  const [known, unknown] = [nodes.filter(isThere), nodes.filter((id) => !isThere(id))]
  const late = known.filter((id) => !readable.graphs.some((graph) => graph.has(id) && graph.before(id)))
  return [
    ...late.map((name) => warning('expression.not_before', pointer, lateWords(name, readable), { ...where, name })),
    ...local
      .filter((name) => !readable.local.includes(name))
      .map((name) => warning('expression.out_of_place', pointer, `“${name}” is known ${KNOWN_IN[name]} only.`, { ...where, name })),
    ...undeclared.map((name) => {
      const meant = closeName(
        name,
        [...(readable.inputs ?? [])].map((declared) => [declared, declared]),
      )
      const message = `The input “${name}” is not declared, so nobody is asked for it.`
      return warning('expression.undeclared_input', pointer, withMeant(message, meant), { ...where, name, ...(meant === undefined ? {} : { meant }) })
    }),
    ...unknown.map((name) => {
      const meant = closeName(name, spellingsOf(readable.graphs))
      return warning('expression.unknown_node', pointer, withMeant(`There is no step “${name}”.`, meant), {
        ...where,
        name,
        ...(meant === undefined ? {} : { meant }),
      })
    }),
  ]
}

const KNOWN_IN: Readonly<Record<string, string>> = {
  item: 'inside a map',
  index: 'inside a map',
  iteration: 'in a loop',
  previous: 'in a loop',
  output: 'in the condition of a connection',
}

function lateWords(id: string, { graphs }: Readable): string {
  const node = graphs.flatMap(({ nodes }) => nodes).find((candidate) => candidate.id === id)
  return `“${node?.name || id}” does not run before this: no connection leads from it to here.`
}

const withMeant = (message: string, meant: string | undefined): string => (meant === undefined ? message : `${message} Did you mean “${meant}”?`)

/** Ids, and the names people see, by which they may write them. */
function* spellingsOf(graphs: readonly ReadableGraph[]): Generator<readonly [string, string]> {
  for (const { nodes } of graphs) {
    for (const { id, name } of nodes) {
      yield [id, id]
      if (name) yield [name, id]
    }
  }
}
