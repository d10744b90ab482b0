import type { PatchAccepted, RunStatus } from '@aob/schemas'

/** What was acknowledged to somebody, and must therefore come true (D-21, D-30). */
export class Promises {
  readonly starts = new Map<string, { key: string }>()
  readonly patches = new Map<string, { runId: string; status: PatchAccepted['status'] }>()
  readonly rejections = new Set<string>()
  readonly decisions = new Map<string, { runId: string; nodeId: string; decision: 'approve' | 'reject' }>()
  /** By run; what the answer said of its status. */
  readonly cancels = new Map<string, RunStatus>()
  readonly pauses: Array<{ runId: string; type: 'run.paused' | 'run.resumed' }> = []
  readonly resolutions: Array<{ runId: string; nodeId: string; resolution: 'retry' | 'skip' | 'fail' | 'complete' }> = []
  /** Failures nobody may meet: anything a use case throws that is no DomainError. */
  readonly surprises: string[] = []

  cancel(runId: string, status: RunStatus): void {
    // Of several answers the one that says most.
    if (this.cancels.get(runId) !== 'CANCELLED') this.cancels.set(runId, status)
  }

  patch(runId: string, patchId: string, status: PatchAccepted['status']): void {
    this.patches.set(patchId, { runId, status })
  }
}
