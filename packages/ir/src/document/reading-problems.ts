import { canonicalType, type FieldProblem, type Workflow, type WorkflowBody, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
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
}

interface ReadableGraph {
  has: (id: string) => boolean
  nodes: readonly WorkflowNode[]
}

/**
 * What an expression reads is there: V17 inputs that are declared, else nobody is asked for them; V18 nodes of the graph, or of one
 * around it. Sub-workflows have inputs and nodes of their own.
 */
export function readingProblems(doc: Workflow, checks: Pick<DocumentChecks, 'reads'>): FieldProblem[] {
  const problems: FieldProblem[] = []
  collect(doc, { at: '', around: { inputs: declaredInputs(doc.inputs), graphs: [] }, memory: checks.reads, problems })
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
  problems: FieldProblem[]
}

function collect(graph: WorkflowBody, { at, scopeId, around, memory, problems }: Place): void {
  const readable = within(graph, around)
  const judge = (element: WorkflowNode | WorkflowEdge, place: string, where: Where, seen: (reads: ExpressionReads) => Readable | undefined) => {
    for (const reads of readsOf(element, memory)) {
      const there = problems.length < MAX_PROBLEMS ? seen(reads) : undefined
      if (there) problems.push(...missing(reads, there, `${place}${reads.pointer}`, where))
    }
  }
  for (const [index, node] of graph.nodes.entries()) {
    const [pointer, nodeId] = [`${at}/nodes/${index}`, scopeId ?? node.id]
    const called = canonicalType(node.type) === 'workflow'
    const body = called ? undefined : bodyOf(node)
    // What a scope gives is made of what is inside it; what is inside a called workflow is not known here.
    const inside = called ? undefined : body ? within(body, readable) : readable
    judge(node, pointer, { nodeId }, (reads) => (isOutput(node, reads) ? inside : readable))
    if (body) collect(body, { at: `${pointer}/config/body`, scopeId: nodeId, around: readable, memory, problems })
  }
  for (const [index, edge] of graph.edges.entries())
    judge(edge, `${at}/edges/${index}`, scopeId === undefined ? { edgeId: edge.id } : { nodeId: scopeId }, () => readable)
}

const isOutput = ({ type }: WorkflowNode, { pointer }: ExpressionReads): boolean => isScopeType(type) && /^\/config\/output(\/|$)/.test(pointer)

function within({ nodes }: WorkflowBody, around: Readable): Readable {
  let ids: ReadonlySet<string> | undefined
  const has = (id: string) => {
    // Most documents read little: nothing is made until somebody asks.
    ids ??= new Set(nodes.map((node) => node.id))
    return ids.has(id)
  }
  return { ...around, graphs: [{ has, nodes }, ...around.graphs] }
}

function missing({ inputs, nodes }: ExpressionReads, readable: Readable, pointer: string, where: Where): FieldProblem[] {
  const undeclared = readable.inputs ? inputs.filter((name) => !readable.inputs?.has(name)) : []
  const unknown = nodes.filter((id) => !readable.graphs.some((graph) => graph.has(id)))
  return [
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
