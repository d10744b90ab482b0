import type { Actor, AnchoredChange, Workflow } from '@aob/schemas'

/** A change to a workflow as a policy sees it. */
export interface PolicyQuestion {
  workspaceId: string
  actor: Actor
  /** A running workflow, or a tag that new runs start from. */
  scope: 'run' | 'tag'
  workflow: Workflow
  changes: readonly AnchoredChange[]
}

export interface PolicyDenial {
  policyId: string
  message: string
  /** RFC 6901 pointer into the resulting workflow. */
  pointer?: string
}

/** What an organisation allows besides what the product demands (PP-12). Asked after validation, before anything is stored. */
export interface Policy {
  /** The first policy that refuses; undefined when none does. Throws DomainError `service.unavailable` when it cannot tell: no answer is no permission. */
  judge(question: PolicyQuestion): Promise<PolicyDenial | undefined>
}
