import { randomUUID } from 'node:crypto'
import type { WorkspaceNotice } from '@aob/schemas'
import { ListenerMap } from '../../listener-map.ts'
import type { Fanout } from '../../ports/fanout.ts'
import type { SideChannels } from './ordered-log.ts'

/** What travels. `from` lets a process skip its own hint, which it has delivered already. */
type Hint = { from: string } & ({ runId: string; seq: number } | { workspaceId: string; notice: WorkspaceNotice })

/** Hints to this process at once, to others by way of the log's side channel, which may lose them: a reader then looks by itself. */
export class ReplicatedFanout implements Fanout {
  private readonly id = randomUUID()
  private readonly runs: ListenerMap<number>
  private readonly workspaces: ListenerMap<WorkspaceNotice>
  private readonly stop: () => void

  constructor(
    private readonly channels: SideChannels,
    private readonly logger: { warn(message: string): void },
  ) {
    this.runs = new ListenerMap((message) => logger.warn(message))
    this.workspaces = new ListenerMap((message) => logger.warn(message))
    this.stop = channels.followHints((text) => this.receive(text))
  }

  publishRun(runId: string, seq: number): void {
    this.publish({ from: this.id, runId, seq })
  }

  publishNotice(workspaceId: string, notice: WorkspaceNotice): void {
    this.publish({ from: this.id, workspaceId, notice })
  }

  subscribeRun(runId: string, listener: (seq: number) => void): () => void {
    return this.runs.add(runId, listener)
  }

  subscribeWorkspace(workspaceId: string, listener: (notice: WorkspaceNotice) => void): () => void {
    return this.workspaces.add(workspaceId, listener)
  }

  close(): void {
    this.stop()
  }

  private publish(hint: Hint): void {
    this.deliver(hint)
    this.channels.publishHint(JSON.stringify(hint))
  }

  private receive(text: string): void {
    const hint = parse(text)
    if (hint === undefined) this.logger.warn('A hint of another kind came in; it was ignored.')
    else if (hint.from !== this.id) this.deliver(hint)
  }

  private deliver(hint: Hint): void {
    if ('runId' in hint) this.runs.deliver(hint.runId, hint.seq)
    else if ('workspaceId' in hint) this.workspaces.deliver(hint.workspaceId, hint.notice)
  }
}

function parse(text: string): Hint | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('from' in value)) return undefined
    // Only this class publishes hints; one of another shape has neither topic and wakes nobody.
    return value as Hint
  } catch {
    // Not JSON: the caller reports it.
    return undefined
  }
}
