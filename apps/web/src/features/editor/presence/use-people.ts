import { useEffect, useState } from 'react'
import { v7 as uuid } from 'uuid'
import { inBrowser } from '../../../lib/browser-storage.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { useEditor } from '../editor-context.ts'
import { followPeople } from './follow-people.ts'
import type { People } from './people.ts'

const DEVICE_KEY = 'aob.device'
const NAME_KEY = 'aob.name'

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
    const called = name.trim()
    const stop = followPeople({
      line: { follow: (self, heard) => client.presence.follow.subscribe(self, heard), tell: (self) => client.presence.tell.mutate(self) },
      who: { workflow, session: uuid(), device: ownDevice(), ...(called === '' ? {} : { name: called }) },
      own: { nodes: () => store.getState().selection.nodes, subscribe: store.subscribe },
      change: setPeople,
    })
    return () => {
      stop()
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
