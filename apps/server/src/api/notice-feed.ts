import type { WorkspaceNotice } from '@aob/schemas'
import type { Services } from '../usecases/services.ts'

/** Notices kept for a client that reads slowly; older ones are dropped, since a client refetches what it shows. */
const MAX_QUEUED = 1_000

/** Live hints of a workspace, until the signal aborts. Hints only: what they point at is read elsewhere. */
export async function* followWorkspace(live: Services['live'], workspaceId: string, signal: AbortSignal): AsyncGenerator<WorkspaceNotice, void, void> {
  const queue: WorkspaceNotice[] = []
  let wake: (() => void) | undefined
  const onAbort = () => wake?.()
  const off = live.onWorkspace(workspaceId, (notice) => {
    // Who looks at what concerns those who have the same workflow open; they follow it by itself.
    if (notice.kind === 'presence') return
    if (queue.length >= MAX_QUEUED) queue.shift()
    queue.push(notice)
    wake?.()
  })
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      for (let notice = queue.shift(); notice !== undefined; notice = queue.shift()) yield notice
      if (signal.aborted) return
      if (queue.length > 0) continue
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = undefined
    }
  } finally {
    off()
    signal.removeEventListener('abort', onAbort)
  }
}
