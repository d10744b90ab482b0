import { DomainError } from '../domain-error.ts'
import type { Caller } from './services.ts'

/** Throws `auth.forbidden` unless a person of the installation's own workspace calls. `what` begins the sentence: it is for operators. */
export function refuseOthersThanOperators({ actor, scope, workspaceId }: Caller, what: string): void {
  if (actor.kind !== 'human' || scope || workspaceId !== 'local') throw new DomainError('auth.forbidden', `${what} for operators.`)
}
