import { applyOperations } from '@aob/ir/document'
import { type FieldProblem, portsOf, type Workflow } from '@aob/schemas'
import { pointerParts } from '../../../ui/forms/field-problems.ts'
import { kindOfUse, withDeclaredInput } from '../model/declare-input.ts'
import { nodeById, withChangedEdge, withoutElements } from '../model/document-edit.ts'
import { renameReferences } from '../model/rename-references.ts'

/** A change that makes a problem go away, in the words of a button. */
export interface ProblemFix {
  label: string
  apply: (document: Workflow) => Workflow
}

function removal(edgeId: string): ProblemFix {
  return { label: 'Remove the connection', apply: (document) => withoutElements(document, new Set(), new Set([edgeId])) }
}

/** The document with what stands at a pointer replaced, or taken out where nothing takes its place. */
function withValueAt(document: Workflow, pointer: string, value?: unknown): Workflow {
  const outcome = applyOperations(document, [value === undefined ? { op: 'remove', path: pointer } : { op: 'replace', path: pointer, value }])
  // One member more or less leaves a document.
  return outcome.kind === 'ok' ? (outcome.document as Workflow) : document
}

/** The connection a pointer stands at; problems of a circle name their nodes only. */
function edgeAt(document: Workflow, pointer: string): string | undefined {
  const [list, index] = pointerParts(pointer)
  return list === 'edges' ? document.edges[Number(index)]?.id : undefined
}

function portFix(document: Workflow, edgeId: string): ProblemFix | undefined {
  const edge = document.edges.find(({ id }) => id === edgeId)
  const source = edge && nodeById(document, edge.from)
  const taken = new Set(document.edges.filter((other) => other.from === edge?.from && other.to === edge.to).map(({ fromPort }) => fromPort ?? 'out'))
  const port = source && portsOf(source.type, source.config).find((candidate) => candidate !== 'error' && !taken.has(candidate))
  if (port === undefined) return removal(edgeId)
  return { label: `Leave by “${port}”`, apply: (current) => withChangedEdge(current, edgeId, { fromPort: port === 'out' ? undefined : port }) }
}

/** What a pointer leads to, where it is a text. */
function textAt(document: Workflow, pointer: string): string {
  const value = pointerParts(pointer).reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(Object(holder), part)?.value, document)
  return typeof value === 'string' ? value : ''
}

function declaration({ pointer, name }: FieldProblem, document: Workflow): ProblemFix[] {
  if (name === undefined) return []
  const text = textAt(document, pointer)
  // In a template the expression ends where its braces do.
  const kind = kindOfUse(/\{\{([^}]*inputs[^}]*)\}\}/.exec(text)?.[1] ?? text, name)
  const isTemplate = text.includes('{{')
  return [
    { label: `Declare “${name}”`, apply: (current) => withDeclaredInput(current, name, isTemplate && kind.type === 'boolean' ? { type: 'string' } : kind) },
  ]
}

/** What was probably meant takes the place of what is not there, at this one place. */
function correction({ pointer, name, meant }: FieldProblem, root: 'inputs' | 'nodes'): ProblemFix[] {
  if (name === undefined || meant === undefined) return []
  const renamed = new Map([[name, meant]])
  const rewritten = (text: string) =>
    // In a template only what stands between braces is read.
    text.includes('{{') ? text.replace(/\{\{[\s\S]*?\}\}/g, (part) => renameReferences(part, renamed, root)) : renameReferences(text, renamed, root)
  return [{ label: `Read “${meant}”`, apply: (current) => withValueAt(current, pointer, rewritten(textAt(current, pointer))) }]
}

/** The workflow that was probably meant is called instead, on the same tag. */
function otherCall({ pointer, name, meant }: FieldProblem): ProblemFix[] {
  if (name === undefined || meant === undefined) return []
  return [{ label: `Call “${meant}”`, apply: (current) => withValueAt(current, pointer, `${meant}${textAt(current, pointer).slice(name.length)}`) }]
}

/** The obvious ways out of a problem, the likeliest first; none where a person must decide. */
export function fixesFor(problem: FieldProblem, document: Workflow): ProblemFix[] {
  const { code, pointer, name, rule } = problem
  const edgeId = problem.edgeId ?? edgeAt(document, pointer)
  if ((code === 'graph.unknown_node' || code === 'graph.cycle') && edgeId !== undefined) return [removal(edgeId)]
  if (code === 'graph.unknown_port' && edgeId !== undefined) return [portFix(document, edgeId) ?? removal(edgeId)]
  if (code === 'expression.undeclared_input') return [...correction(problem, 'inputs'), ...declaration(problem, document)]
  if (code === 'expression.unknown_node') return correction(problem, 'nodes')
  if (code === 'resource.not_found' && pointer.endsWith('/config/ref')) return otherCall(problem)
  if (pointer.endsWith('/join/n')) return [{ label: 'Wait for all', apply: (current) => withValueAt(current, pointer.slice(0, -'/n'.length)) }]
  if (rule === 'additionalProperties') return [{ label: `Remove “${name}”`, apply: (current) => withValueAt(current, pointer) }]
  return []
}
