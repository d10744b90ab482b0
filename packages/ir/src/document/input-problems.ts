import { canonicalType, type FieldProblem, type Workflow, type WorkflowBody, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import { bodyOf } from './bodies.ts'
import { rolesOf, valuesAt } from './config-roles.ts'
import { isPlainObject } from './plain-object.ts'
import { formatPointer } from './pointer.ts'
import { warning } from './problem.ts'
import { expressionsIn } from './templates.ts'
import type { DocumentChecks } from './validation-options.ts'

/** Inputs that the expressions of a place cannot do without. */
export interface InputReads {
  /** Where, from the element on: `/config/url`, `/when`. */
  pointer: string
  names: readonly string[]
}

/** Texts are passed over; `nodes.a.inputs` is a member, not the inputs. */
const READ = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.?])inputs\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])/g
/** Who asks first whether there is one does without it. */
const ASKED = /\bhas\s*\(\s*inputs\s*\.\s*(\w+)|(?:"([^"\\]*)"|'([^'\\]*)')\s+in\s+inputs\b/g

/** The inputs an expression reads and cannot do without. */
export function inputsReadBy(source: string): string[] {
  if (!source.includes('inputs')) return []
  const named = (pattern: RegExp) => [...source.matchAll(pattern)].flatMap(([, plain, double, single]) => plain ?? double ?? single ?? [])
  const asked = new Set(named(ASKED))
  return [...new Set(named(READ))].filter((name) => !asked.has(name))
}

/** V17: what an expression reads of the inputs is declared, else nobody is asked for it. Sub-workflows have inputs of their own. */
export function inputProblems(doc: Workflow, checks: Pick<DocumentChecks, 'reads'>): FieldProblem[] {
  const declared = declaredInputs(doc.inputs)
  return declared ? undeclaredIn(doc, '', undefined, declared, checks.reads) : []
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

function undeclaredIn(
  graph: WorkflowBody,
  at: string,
  scopeId: string | undefined,
  declared: ReadonlySet<string>,
  memory: DocumentChecks['reads'],
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const judge = (element: WorkflowNode | WorkflowEdge, place: string, where: { nodeId: string } | { edgeId: string }) => {
    for (const { pointer, names } of readsOf(element, memory))
      for (const name of names)
        if (!declared.has(name))
          problems.push(warning('expression.undeclared_input', `${place}${pointer}`, `The input “${name}” is not declared, so nobody is asked for it.`, where))
  }
  for (const [index, node] of graph.nodes.entries()) {
    judge(node, `${at}/nodes/${index}`, { nodeId: scopeId ?? node.id })
    const body = canonicalType(node.type) === 'workflow' ? undefined : bodyOf(node)
    if (body) problems.push(...undeclaredIn(body, `${at}/nodes/${index}/config/body`, scopeId ?? node.id, declared, memory))
  }
  for (const [index, edge] of graph.edges.entries()) judge(edge, `${at}/edges/${index}`, scopeId === undefined ? { edgeId: edge.id } : { nodeId: scopeId })
  return problems
}

function readsOf(element: WorkflowNode | WorkflowEdge, memory: DocumentChecks['reads']): readonly InputReads[] {
  const known = memory?.get(element)
  if (known) return known
  const reads = 'from' in element ? readsAt('/when', [element.when]) : readsOfNode(element)
  memory?.set(element, reads)
  return reads
}

function readsOfNode({ type, config }: WorkflowNode): InputReads[] {
  const known = canonicalType(type)
  if (known === undefined || config === undefined) return []
  const { cel, templates } = rolesOf(known)
  const expressions = cel.flatMap((path) => valuesAt(config, path, ['config'])).flatMap(({ value, pointer }) => readsAt(pointer, [value]))
  return [...expressions, ...templates.flatMap((member) => readsInTemplate(Reflect.get(config, member), ['config', member]))]
}

function readsInTemplate(value: unknown, path: (string | number)[]): InputReads[] {
  if (typeof value === 'string') return value.includes('inputs') ? readsAt(formatPointer(path), expressionsIn(value) ?? []) : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => readsInTemplate(member, [...path, key]))
}

function readsAt(pointer: string, sources: readonly unknown[]): InputReads[] {
  const names = [...new Set(sources.flatMap((source) => (typeof source === 'string' ? inputsReadBy(source) : [])))]
  return names.length === 0 ? [] : [{ pointer, names }]
}
