import type { IDBPDatabase } from 'idb'
import type { Person } from '../../../lib/person.ts'
import { allOf, type Schema, STORES } from './draft-database.ts'

/** Somebody who keeps looking at what this browser has put aside is told by this event of the window. */
export const PUT_ASIDE = 'aob.draft-put-aside'

/** Of what cannot be read any more nobody knows where it belongs: it is kept under a name of its own, beside the draft's logs. */
const unreadKey = (key: string): string => `${key.split('\n')[0] ?? key}#unread-${crypto.randomUUID()}`

/** Moves what was drawn and not sent out of a log that does not fit together, in one step, and empties that log. */
export async function putLogAside(database: IDBPDatabase<Schema>, key: string, author: Person): Promise<void> {
  const moving = database.transaction(STORES, 'readwrite')
  const [pending, aside] = await Promise.all([moving.objectStore('pending').getAll(allOf(key)), moving.objectStore('aside').getAll(allOf(key))])
  const unread = unreadKey(key)
  const requests: Promise<unknown>[] = [
    moving.objectStore('bases').delete(key),
    moving.objectStore('positions').delete(key),
    moving.objectStore('confirmed').delete(allOf(key)),
    moving.objectStore('pending').delete(allOf(key)),
    moving.objectStore('aside').delete(allOf(key)),
  ]
  if (pending.length + aside.length > 0) {
    requests.push(moving.objectStore('positions').put({ artifactId: '', seq: 0, head: '', author, unread: true }, unread))
    // By their place: an order that says nothing is no reason to lose one.
    pending.forEach((gesture, index) => {
      requests.push(moving.objectStore('pending').put(gesture, [unread, index]))
    })
    aside.forEach((item, index) => {
      requests.push(moving.objectStore('aside').put(item, [unread, index]))
    })
  }
  await Promise.all([...requests, moving.done])
  if (pending.length + aside.length > 0) dispatchEvent(new Event(PUT_ASIDE))
}
