import type { LegalityRefusal } from '@aob/ir/document'
import { DomainError } from '../../domain-error.ts'

/** A refusal of the rules of legality, as the border tells it: rule, place and what would be allowed. */
export function illegalPatch({ code, message, pointer, rule, allowed, nodeId, edgeId }: LegalityRefusal, more: Record<string, unknown> = {}): DomainError {
  return new DomainError(code, message, {
    ...(pointer === undefined ? {} : { pointer }),
    ...(allowed ? { hint: allowed } : {}),
    extra: { rule, allowed, nodeId, edgeId, ...more },
  })
}
