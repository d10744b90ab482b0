import type { IDBPDatabase, IDBPTransaction } from 'idb'
import type { Person } from '../../../lib/person.ts'
import { allOf, openDatabase, type Schema, STORES, type Store } from './draft-database.ts'
import { foldGestures, type SharedDraft } from './shared-draft.ts'
import { putLogAside } from './unread-log.ts'

/**
 * The log of one person's work on one draft in this browser: the version it stands on, the server's gestures, and those of this device.
 * Only the tab that leads writes it (docs/adr); every tab may read. A transaction holds one step: it is in whole or not at all.
 */
export interface DraftLog {
  /** Rejects where what is kept does not fit together any more: written by another version, or cut by the browser. */
  read(): Promise<SharedDraft | undefined>
  /** Keeps what is unsent of a log that cannot be read under another name, and begins anew. */
  putAside(): Promise<void>
  /** Writes what changed between two states; resolves once it is kept. */
  write(before: SharedDraft | undefined, after: SharedDraft): Promise<void>
  close(): void
}

type Writing = IDBPTransaction<Schema, Store[], 'readwrite'>

/** Rejects where the browser has no IndexedDB or does not give it to this page. */
export async function openDraftLog(key: string, author: Person): Promise<DraftLog> {
  return logOf(await openDatabase(), key, author)
}

function logOf(database: IDBPDatabase<Schema>, key: string, author: Person): DraftLog {
  return {
    close: () => database.close(),
    async read() {
      const reading = database.transaction(STORES, 'readonly')
      const [base, position, gestures, pending, aside] = await Promise.all([
        reading.objectStore('bases').get(key),
        reading.objectStore('positions').get(key),
        reading.objectStore('confirmed').getAll(allOf(key)),
        reading.objectStore('pending').getAll(allOf(key)),
        reading.objectStore('aside').getAll(allOf(key)),
      ])
      if (!base || position?.artifactId !== base.artifactId) {
        if (pending.length + aside.length > 0) throw new Error('The log holds changes, and not the version they were made on.')
        return undefined
      }
      const { draftId, seq, head } = position
      const confirmed = foldGestures(base.document, gestures)
      const document = foldGestures(confirmed, pending)
      return { base, ...(draftId === undefined ? {} : { draftId }), seq, head, gestures, confirmed, pending, aside, document }
    },
    putAside: () => putLogAside(database, key, author),
    async write(before, after) {
      const writing = database.transaction(STORES, 'readwrite')
      // A request that fails rejects `done`, too; it is awaited in one place.
      await Promise.all([writeStep(writing, { key, author }, before, after), writing.done])
    },
  }
}

async function writeStep(
  writing: Writing,
  { key, author }: { key: string; author: Person },
  before: SharedDraft | undefined,
  after: SharedDraft,
): Promise<void> {
  const { draftId, seq, head, base } = after
  const requests: Promise<unknown>[] = []
  if (before?.base !== base) requests.push(writing.objectStore('bases').put(base, key))
  const position = { artifactId: base.artifactId, ...(draftId === undefined ? {} : { draftId }), seq, head, author }
  requests.push(writing.objectStore('positions').put(position, key))
  const confirmed = writing.objectStore('confirmed')
  const goesOn =
    before !== undefined && after.gestures.length >= before.gestures.length && after.gestures[before.gestures.length - 1] === before.gestures.at(-1)
  if (!goesOn) requests.push(confirmed.delete(allOf(key)))
  for (const gesture of after.gestures.slice(goesOn ? before.gestures.length : 0)) requests.push(confirmed.put(gesture, [key, gesture.seq]))
  if (before === undefined) requests.push(writing.objectStore('pending').delete(allOf(key)), writing.objectStore('aside').delete(allOf(key)))
  const pending = changesOf(before?.pending, after.pending, ({ order }) => order)
  for (const order of pending.gone) requests.push(writing.objectStore('pending').delete([key, order]))
  for (const gesture of pending.put) requests.push(writing.objectStore('pending').put(gesture, [key, gesture.order]))
  const aside = changesOf(before?.aside, after.aside, ({ gesture }) => gesture.order)
  for (const order of aside.gone) requests.push(writing.objectStore('aside').delete([key, order]))
  for (const item of aside.put) requests.push(writing.objectStore('aside').put(item, [key, item.gesture.order]))
  await Promise.all(requests)
}

/** What to write so that a list that was stored as `before` is stored as `after`. */
function changesOf<T>(before: readonly T[] = [], after: readonly T[], orderOf: (item: T) => number): { put: T[]; gone: number[] } {
  if (before === after) return { put: [], gone: [] }
  const known = new Map(before.map((item) => [orderOf(item), item]))
  const put = after.filter((item) => known.get(orderOf(item)) !== item)
  for (const item of after) known.delete(orderOf(item))
  return { put, gone: [...known.keys()] }
}
