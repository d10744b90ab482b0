import type { FieldProblem } from '@aob/schemas'

/** The setting an expression is being written in, and whether it was called wrong before and has been ever since. */
export interface BeingWritten {
  pointer: string | undefined
  told: boolean
}

export const NOTHING_WRITTEN: BeingWritten = { pointer: undefined, told: false }

const isAt = (pointer: string | undefined) => (problem: FieldProblem) =>
  pointer !== undefined && (problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`))

/** What is known of the setting after the document was judged again, or another setting is written in. */
export function nextWritten(before: BeingWritten, pointer: string | undefined, problems: readonly FieldProblem[]): BeingWritten {
  const wrong = problems.some(isAt(pointer))
  const told = wrong && (before.pointer !== pointer || before.told)
  return before.pointer === pointer && before.told === told ? before : { pointer, told }
}

/** Half an expression is no problem yet: what is told without what somebody is still writing. What was wrong before they came stays. */
export function withoutHalfWritten(problems: readonly FieldProblem[], { pointer, told }: BeingWritten): readonly FieldProblem[] {
  const at = isAt(pointer)
  return pointer === undefined || told || !problems.some(at) ? problems : problems.filter((problem) => !at(problem))
}
