import type { Presence, TellPresenceInput } from '@aob/schemas'
import type { Caller, Services } from '../usecases/services.ts'
import { createBell } from './bell.ts'

/** Who is here is told anew this often, in ms, so that those a lost server had are forgotten by their silence. */
export const PRESENCE_REPEAT_MS = 20_000
/** News kept for a client that reads slowly; the oldest go, they are told again soon. */
const MAX_QUEUED = 500

export interface PresenceFeedOptions {
  live: Services['live']
  caller: Caller
  self: TellPresenceInput
  signal: AbortSignal
  repeatMs?: number
}

export function presenceOf({ actor }: Caller, { session, name, device, selection }: TellPresenceInput, state: Presence['state']): Presence {
  return { session, state, actor, ...(name === undefined ? {} : { name }), ...(device === undefined ? {} : { device }), selection }
}

/**
 * Makes somebody present in a workflow for as long as they follow, and tells them who else is. Nothing is stored: who comes asks, those
 * who are there answer by the process they are connected to, who leaves says so, and who falls silent is forgotten by the clients.
 */
export async function* followPresence(options: PresenceFeedOptions): AsyncGenerator<Presence, void, void> {
  const { live, caller, self, signal, repeatMs = PRESENCE_REPEAT_MS } = options
  const { workspaceId } = caller
  const bell = createBell()
  const queue: Presence[] = []
  let own = presenceOf(caller, self, 'here')
  const say = (presence: Presence) => live.tellPresence(workspaceId, self.workflow, presence)
  const off = live.onWorkspace(workspaceId, ({ kind, workflowName, presence }) => {
    if (kind !== 'presence' || workflowName !== self.workflow || !presence) return
    if (presence.session === own.session) {
      // Told by whichever process the client reached.
      if (presence.state === 'here') own = presence
      return
    }
    if (presence.state === 'asks') say(own)
    if (queue.length >= MAX_QUEUED) queue.shift()
    queue.push(presence)
    bell.ring()
  })
  signal.addEventListener('abort', bell.ring)
  const repeat = setInterval(() => say(own), repeatMs)
  try {
    say({ ...own, state: 'asks' })
    while (!signal.aborted) {
      for (let news = queue.shift(); news !== undefined; news = queue.shift()) yield news
      if (!signal.aborted) await bell.wait(repeatMs)
    }
  } finally {
    clearInterval(repeat)
    off()
    signal.removeEventListener('abort', bell.ring)
    say({ ...own, state: 'gone', selection: [] })
  }
}
