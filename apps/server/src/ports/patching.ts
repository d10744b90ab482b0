import type { Actor, Operation, PatchAccepted } from '@aob/schemas'

/** What the agent runner may do to its own run: the same door everybody uses, under a token scoped to run and node (D-31). */
export interface RunPatching {
  /** Layer 2 and the hot swap. Throws DomainError with code, pointer and what would be allowed. */
  submit(input: {
    runId: string
    patchId: string
    operations: Operation[]
    baseVersion?: string
    rebase?: boolean
    rationale?: string
    actor: Actor
  }): Promise<PatchAccepted>
  /** Keeps a patch that stayed invalid for people to look at (PP-20). */
  keepInvalid(input: { runId: string; patchId: string; operations: unknown; rationale?: string; code: string; reason: string; actor: Actor }): Promise<void>
  /** The run's current document and head version. */
  current(runId: string): Promise<{ artifactId: string; workflow: unknown }>
}
