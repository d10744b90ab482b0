import { v7 as uuid } from 'uuid'
import type { DraftLog } from './draft-log.ts'
import type { DraftServer } from './draft-server.ts'
import { type DraftSession, type DraftState, stateOf } from './draft-session.ts'
import { followingTab } from './following-tab.ts'
import { leadingTab, type TabRole } from './leading-tab.ts'
import type { SharedDraft } from './shared-draft.ts'
import type { TabMessage } from './tab-messages.ts'

export interface StartOptions {
  /** Names the draft in this browser. */
  key: string
  start: SharedDraft
  /** What the log held when `start` was made of it. */
  logged: SharedDraft | undefined
  server: DraftServer
  log: DraftLog | undefined
}

/**
 * Begins as a tab that follows and leads once it holds the draft's lock: at once when it is alone, and when the leader closes.
 * Without Web Locks (a page over plain HTTP from another machine) every tab leads, each on a log of its own.
 */
export function startSession({ key, start, logged, server, log }: StartOptions): DraftSession {
  const tabId = uuid()
  const listeners = new Set<(state: DraftState, previous: DraftState) => void>()
  const onState = (state: DraftState, previous: DraftState) => {
    for (const listener of listeners) listener(state, previous)
  }
  const channel = new BroadcastChannel(`aob.draft:${key}`)
  const post = (message: TabMessage) => channel.postMessage(message)
  const following = followingTab(stateOf(start, { link: 'connecting', kept: log !== undefined, unwritten: false }), { post, onState })
  let role: TabRole = following
  const stopped = new AbortController()
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => role.hear(data)

  async function lead(): Promise<void> {
    const { now, writes } = await takenUp(log)
    if (stopped.signal.aborted) return
    const from = now && !samePlace(now, logged) ? now : start
    await following.close()
    // Read only now: what is drawn until another role has taken over is the following tab's.
    const previous = following.state()
    const own = following.untold()
    role = leadingTab(from, { own, shown: previous.document }, { tabId, server, log: writes, post, onState })
    onState(role.state(), previous)
    await new Promise<void>((resolve) => stopped.signal.addEventListener('abort', () => resolve(), { once: true }))
    await role.close()
  }

  const ended = leadInTurn(key, lead, stopped.signal)
  const flush = () => role.flush()
  const backOnline = () => {
    // When this fails, the role tries again by itself.
    role.refresh().catch(() => undefined)
  }
  addEventListener('online', backOnline)
  addEventListener('pagehide', flush)
  return {
    state: () => role.state(),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    append: (gesture, after) => role.append(gesture, after),
    amend: (gesture, after) => role.amend(gesture, after),
    flush,
    setAside: (item) => role.setAside(item),
    resolve: (patchId, choices) => role.resolve(patchId, choices),
    refresh: () => role.refresh(),
    async close() {
      removeEventListener('online', backOnline)
      removeEventListener('pagehide', flush)
      listeners.clear()
      if (role === following) await following.close()
      stopped.abort()
      await ended
      channel.close()
      server.dispose()
      log?.close()
    },
  }
}

/**
 * What the log holds now that nobody else writes it. One that cannot be read is put aside before anything is written over it; where not
 * even that can be done, nothing is written: the page goes on in memory and says so.
 */
async function takenUp(log: DraftLog | undefined): Promise<{ now?: SharedDraft | undefined; writes: DraftLog | undefined }> {
  try {
    return { now: await log?.read(), writes: log }
  } catch (unreadable) {
    try {
      console.warn('What this browser had kept of the draft is put aside.', unreadable)
      await log?.putAside()
      return { writes: log }
    } catch (error) {
      console.warn('It cannot be put aside either: it is left as it is.', error)
      return { writes: undefined }
    }
  }
}

/** Resolves when this tab no longer leads or never will. */
async function leadInTurn(key: string, lead: () => Promise<void>, signal: AbortSignal): Promise<void> {
  if (navigator.locks === undefined) return lead()
  try {
    await navigator.locks.request(`aob.draft:${key}`, { signal }, lead)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Whether a log stands where it stood when it was read before. */
function samePlace(now: SharedDraft, before: SharedDraft | undefined): boolean {
  const place = ({ base, draftId, seq, pending, aside }: SharedDraft) =>
    JSON.stringify([base.artifactId, draftId, seq, pending.map(({ patchId }) => patchId), aside.map(({ gesture }) => gesture.patchId)])
  return before !== undefined && place(now) === place(before)
}
