import { useEffect, useState } from 'react'
import { v7 as uuid } from 'uuid'
import { inBrowser } from '../../../lib/browser-storage.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { useEditor } from '../editor-context.ts'
import { type People, withoutSilent, withPresence } from './people.ts'

const DEVICE_KEY = 'aob.device'
const NAME_KEY = 'aob.name'
/** Selecting fast tells only of what it ends with, in ms. */
const TELL_AFTER_MS = 150
/** How often the silent are looked for, in ms. */
const FORGET_EVERY_MS = 10_000
/** Pause before a broken stream is opened again, in ms. */
const REOPEN_MS = 2_000
/** As many ids as one message may hold. */
const MOST_SELECTED = 100

export function ownName(): string {
  return inBrowser.recall(NAME_KEY) ?? ''
}

export function ownDevice(): string {
  const device = inBrowser.recall(DEVICE_KEY) ?? uuid()
  inBrowser.keep(DEVICE_KEY, device)
  return device
}

/** Who else has this workflow open, for as long as the caller is mounted; they are told what is selected here. */
export function usePeople(): { people: People; rename: (name: string) => void } {
  const { store, view, name: workflow } = useEditor()
  const client = useTRPCClient()
  const [people, setPeople] = useState<People>([])
  const [name, setName] = useState(ownName)
  useEffect(() => {
    const [session, device] = [uuid(), ownDevice()]
    const self = () => {
      const called = name.trim()
      return { workflow, session, device, selection: store.getState().selection.nodes.slice(0, MOST_SELECTED), ...(called === '' ? {} : { name: called }) }
    }
    const change = (next: (before: People) => People) => setPeople((before) => next(before))
    const tell = () => {
      // Presence is a courtesy: what is lost is told again with the next change.
      client.presence.tell.mutate(self()).catch(() => undefined)
    }
    let reopening: ReturnType<typeof setTimeout> | undefined
    let telling: ReturnType<typeof setTimeout> | undefined
    let subscription: { unsubscribe(): void } | undefined
    let starts = 0
    const open = () => {
      subscription = client.presence.follow.subscribe(self(), {
        // A stream that was opened anew by itself says what it was opened with.
        onStarted: () => {
          starts += 1
          if (starts > 1) tell()
        },
        onData: (presence) => change((before) => withPresence(before, presence, { device, now: Date.now() })),
        onError: () => {
          reopening = setTimeout(open, REOPEN_MS)
        },
      })
    }
    open()
    const stop = store.subscribe((state, previous) => {
      if (state.selection === previous.selection) return
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
      setPeople([])
    }
  }, [client, name, store, workflow])
  useEffect(() => view.setState({ people }), [people, view])
  return {
    people,
    rename: (next) => {
      inBrowser.keep(NAME_KEY, next)
      setName(next)
    },
  }
}
