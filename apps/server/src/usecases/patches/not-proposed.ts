import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'

/** Somebody else has decided already, or there never was anything to decide. */
export function notProposedAs({ status, decidedBy }: PatchRow): DomainError {
  return new DomainError('patch.not_proposed', `The patch is ${status}.`, { extra: { status, decidedBy } })
}
