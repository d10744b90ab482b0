import type { ErrorCode, FieldProblem } from '@aob/schemas'

/** Problems that a draft may not have even for a moment: without them it has ids, ends and a size. */
const SHAPE: ReadonlySet<string> = new Set<ErrorCode>(['workflow.invalid', 'graph.duplicate_id', 'graph.unknown_node', 'limit.nodes', 'limit.edges'])

/** The errors with which a document cannot be drawn; with all others it can, and be mended there. */
export function shapeProblems(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.filter(({ code, severity }) => severity === 'error' && SHAPE.has(code))
}
