import { operationProblems } from '@aob/ir/document'
import type { ErrorCode, Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'

/** What no patch may do, whatever its base: edit an id or replace the whole document (D-03, D-26). Throws `patch.id_edit`, `patch.root`. */
export function refuseForbiddenOperations(operations: readonly Operation[]): void {
  const problems = operationProblems(operations)
  const [first] = problems
  if (!first) return
  // Problems carry codes of the one table.
  throw new DomainError(first.code as ErrorCode, first.message, { pointer: first.pointer, problems })
}
