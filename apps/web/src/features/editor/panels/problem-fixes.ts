import { applyOperations } from '@aob/ir/document'
import { type FieldProblem, portsOf, type Workflow } from '@aob/schemas'
import { pointerParts } from '../../../ui/forms/field-problems.ts'
import { kindOfUse, withDeclaredInput } from '../model/declare-input.ts'
import { nodeById, withChangedEdge, withChangedNode, withoutElements } from '../model/document-edit.ts'

/** A change that makes a problem go away, in the words of a button. */
export interface ProblemFix {
  label: string
  apply: (document: Workflow) => Workflow
}

function removal(edgeId: string): ProblemFix {
  return { label: 'Remove the connection', apply: (document) => withoutElements(document, new Set(), new Set([edgeId])) }
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

function declaration(problem: FieldProblem, document: Workflow): ProblemFix | undefined {
  const name = /“(.+)”/.exec(problem.message)?.[1]
  if (name === undefined) return undefined
  const text = textAt(document, problem.pointer)
  // In a template the expression ends where its braces do.
  const kind = kindOfUse(/\{\{([^}]*inputs[^}]*)\}\}/.exec(text)?.[1] ?? text, name)
  const isTemplate = text.includes('{{')
  return { label: `Declare “${name}”`, apply: (current) => withDeclaredInput(current, name, isTemplate && kind.type === 'boolean' ? { type: 'string' } : kind) }
}

/** The obvious way out of a problem, where there is one. */
export function fixFor(problem: FieldProblem, document: Workflow): ProblemFix | undefined {
  const { code, pointer, message, nodeId } = problem
  const edgeId = problem.edgeId ?? edgeAt(document, pointer)
  if ((code === 'graph.unknown_node' || code === 'graph.cycle') && edgeId !== undefined) return removal(edgeId)
  if (code === 'graph.unknown_port' && edgeId !== undefined) return portFix(document, edgeId)
  if (code === 'expression.undeclared_input') return declaration(problem, document)
  if (pointer.endsWith('/join/n') && nodeId !== undefined)
    return { label: 'Wait for all', apply: (current) => withChangedNode(current, nodeId, { join: undefined }) }
  if (message.endsWith(' is not a known field.')) {
    const field = pointerParts(pointer).at(-1)
    return {
      label: `Remove “${field}”`,
      apply: (current) => {
        const outcome = applyOperations(current, [{ op: 'remove', path: pointer }])
        // Taking a member out of a document leaves a document.
        return outcome.kind === 'ok' ? (outcome.document as Workflow) : current
      },
    }
  }
  return undefined
}
