import type { Actor, AnchoredChange, Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Policy } from '../ports/policy.ts'

/** Throws `patch.policy` with the id of the policy that refuses. */
export async function requirePolicy(
  { policy }: { policy: Policy },
  question: { workspaceId: string; actor: Actor; scope: 'run' | 'tag'; workflow: Workflow; changes: readonly AnchoredChange[] },
): Promise<void> {
  const denial = await policy.judge(question)
  if (!denial) return
  const { policyId, message, pointer } = denial
  throw new DomainError('patch.policy', `The policy ${policyId} refuses this: ${message}`, {
    ...(pointer === undefined ? {} : { pointer }),
    extra: { policyId },
  })
}
