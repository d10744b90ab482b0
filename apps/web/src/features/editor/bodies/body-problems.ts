import { bodyOf } from '@aob/ir/document'
import type { FieldProblem, Workflow } from '@aob/schemas'
import { bodyAt } from './body-document.ts'

const SCOPE = /^\/nodes\/(\d+)\/config\/body(?=\/)/
const ELEMENT = /^\/(nodes|edges)\/(\d+)/

/** A problem as the graph has it that it lies in: its pointer leads from there, and its step or connection is one of that graph. */
function asOf(problem: FieldProblem, { nodes, edges }: Pick<Workflow, 'nodes' | 'edges'>, pointer: string): FieldProblem {
  const { nodeId: _node, edgeId: _edge, ...rest } = problem
  const [, list, index] = ELEMENT.exec(pointer) ?? []
  const id = list === undefined ? undefined : { nodes, edges }[list as 'nodes' | 'edges'][Number(index)]?.id
  return { ...rest, pointer, ...(id === undefined ? {} : list === 'nodes' ? { nodeId: id } : { edgeId: id }) }
}

/** Of the problems of a document those in the body at a path, as that body's. */
export function problemsInside(problems: readonly FieldProblem[], document: Workflow, path: readonly string[]): FieldProblem[] {
  const found = bodyAt(document, path)
  if (!found) return []
  const prefix = `${found.pointer}/`
  return problems.flatMap((problem) => (problem.pointer.startsWith(prefix) ? [asOf(problem, found.body, problem.pointer.slice(found.pointer.length))] : []))
}

/** Where a problem lies: the path to the innermost body it is in, and the problem as that body's; undefined for one in no body. */
export function placeInside(problem: FieldProblem, document: Workflow): { path: string[]; problem: FieldProblem } | undefined {
  const path: string[] = []
  let graph: Pick<Workflow, 'nodes' | 'edges'> = document
  let { pointer } = problem
  for (let step = SCOPE.exec(pointer); step; step = SCOPE.exec(pointer)) {
    const scope = graph.nodes[Number(step[1])]
    const body = scope && bodyOf(scope)
    if (!body) break
    path.push(scope.id)
    graph = body
    pointer = pointer.slice(step[0].length)
  }
  return path.length === 0 ? undefined : { path, problem: asOf(problem, graph, pointer) }
}
