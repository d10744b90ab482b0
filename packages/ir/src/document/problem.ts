import type { ErrorCode, FieldProblem } from '@aob/schemas'

type About = Pick<FieldProblem, 'nodeId' | 'edgeId' | 'path' | 'name' | 'meant' | 'rule'>

/** Something that makes a document unusable. */
export function fault(code: ErrorCode, pointer: string, message: string, about: About = {}): FieldProblem {
  return { code, message, pointer, severity: 'error', ...about }
}

/** Something a person should know; the document stays usable. */
export function warning(code: ErrorCode, pointer: string, message: string, about: About = {}): FieldProblem {
  return { code, message, pointer, severity: 'warning', ...about }
}
