import type { ErrorCode, FieldProblem } from '@aob/schemas'

type Where = Pick<FieldProblem, 'nodeId' | 'edgeId' | 'path'>

/** Something that makes a document unusable. */
export function fault(code: ErrorCode, pointer: string, message: string, where: Where = {}): FieldProblem {
  return { code, message, pointer, severity: 'error', ...where }
}

/** Something a person should know; the document stays usable. */
export function warning(code: ErrorCode, pointer: string, message: string, where: Where = {}): FieldProblem {
  return { code, message, pointer, severity: 'warning', ...where }
}
