import type { Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'

const ID_OF_ELEMENT = /^\/(?:nodes|edges|groups|notes)\/[^/]+\/id$/

/** Ids are immutable (D-26): an element is replaced under its id or gets a new one, it is never renamed. Tests of an id are fine. */
export function refuseIdEdits(operations: readonly Operation[]): void {
  for (const [index, operation] of operations.entries()) {
    const touched = operation.op === 'move' ? [operation.from, operation.path] : [operation.path]
    if (operation.op === 'test' || !touched.some((path) => ID_OF_ELEMENT.test(path))) continue
    throw new DomainError('patch.id_edit', undefined, { pointer: `/operations/${index}/path`, extra: { operation: index } })
  }
}
