import type { HotStore } from './ports/hot-store.ts'

/**
 * What came in over the wire is in the record: whoever is told of it finds it in the lists, a lagging replica or not (DB-07). Who looks at
 * what is not of the record, and is told often: it sends nobody past the replica.
 */
export function hearing(store: HotStore, heard: () => void): HotStore {
  const { fanout } = store
  return {
    ...store,
    fanout: {
      publishRun: (runId, seq) => fanout.publishRun(runId, seq),
      publishNotice: (workspaceId, notice) => fanout.publishNotice(workspaceId, notice),
      subscribeRun: (runId, listener) =>
        fanout.subscribeRun(runId, (seq) => {
          heard()
          listener(seq)
        }),
      subscribeWorkspace: (workspaceId, listener) =>
        fanout.subscribeWorkspace(workspaceId, (notice) => {
          if (notice.kind !== 'presence') heard()
          listener(notice)
        }),
    },
  }
}
