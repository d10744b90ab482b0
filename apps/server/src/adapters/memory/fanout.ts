import type { WorkspaceNotice } from '@aob/schemas'
import { ListenerMap } from '../../listener-map.ts'
import type { Fanout } from '../../ports/fanout.ts'

/** Hints between parts of one process, delivered at once. */
export class MemoryFanout implements Fanout {
  private readonly runs: ListenerMap<number>
  private readonly workspaces: ListenerMap<WorkspaceNotice>

  constructor(report: (message: string) => void) {
    this.runs = new ListenerMap(report)
    this.workspaces = new ListenerMap(report)
  }

  publishRun(runId: string, seq: number): void {
    this.runs.deliver(runId, seq)
  }

  publishNotice(workspaceId: string, notice: WorkspaceNotice): void {
    this.workspaces.deliver(workspaceId, notice)
  }

  subscribeRun(runId: string, listener: (seq: number) => void): () => void {
    return this.runs.add(runId, listener)
  }

  subscribeWorkspace(workspaceId: string, listener: (notice: WorkspaceNotice) => void): () => void {
    return this.workspaces.add(workspaceId, listener)
  }
}
