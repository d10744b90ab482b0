import type { Presence, TellPresenceInput } from '@aob/schemas'
import { type People, withoutSilent, withPresence } from './people.ts'

/** Selecting fast tells only of what it ends with, in ms. */
export const TELL_AFTER_MS = 150
/** How often the silent are looked for, in ms. */
const FORGET_EVERY_MS = 10_000
/** Pause before a broken stream is opened again, in ms. */
const REOPEN_MS = 2_000
/** As many ids as one message may hold. */
const MOST_SELECTED = 100

interface Heard {
  /** The server hears this tab from here on; again when the stream was opened anew by itself. */
  onStarted: () => void
  onData: (presence: Presence) => void
  onError: () => void
}

/** The way to the others and back. */
export interface PresenceLine {
  follow: (self: TellPresenceInput, heard: Heard) => { unsubscribe(): void }
  tell: (self: TellPresenceInput) => Promise<unknown>
}

/** What is selected here, the same list while it is the same. */
export interface OwnSelection {
  nodes: () => readonly string[]
  subscribe: (changed: () => void) => () => void
}

export interface Following {
  line: PresenceLine
  who: Omit<TellPresenceInput, 'selection'>
  own: OwnSelection
  change: (next: (before: People) => People) => void
}

/** Hears who else is there and tells them what is selected here, until the remover is called. */
export function followPeople({ line, who, own, change }: Following): () => void {
  const { device = '' } = who
  let said = own.nodes()
  const self = (): TellPresenceInput => {
    said = own.nodes()
    return { ...who, selection: said.slice(0, MOST_SELECTED) }
  }
  const tell = () => {
    // Presence is a courtesy: what is lost is told again with the next change.
    line.tell(self()).catch(() => undefined)
  }
  let reopening: ReturnType<typeof setTimeout> | undefined
  let telling: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe(): void } | undefined
  const open = () => {
    const first = self()
    const opened = said
    subscription = line.follow(first, {
      // A stream says what it was opened with, and what was told before the server heard this tab is not repeated by it.
      onStarted: () => {
        if (own.nodes() !== opened) tell()
      },
      onData: (presence) => change((before) => withPresence(before, presence, { device, now: Date.now() })),
      onError: () => {
        reopening = setTimeout(open, REOPEN_MS)
      },
    })
  }
  open()
  const stop = own.subscribe(() => {
    if (own.nodes() === said) return
    clearTimeout(telling)
    telling = setTimeout(tell, TELL_AFTER_MS)
  })
  const forgetting = setInterval(() => change((before) => withoutSilent(before, Date.now())), FORGET_EVERY_MS)
  return () => {
    stop()
    clearTimeout(reopening)
    clearTimeout(telling)
    clearInterval(forgetting)
    subscription?.unsubscribe()
  }
}
