import type { DraftGesture } from '@aob/schemas'
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { Person } from '../../../lib/person.ts'
import type { EditBase } from '../model/editor-store.ts'
import type { LocalGesture } from './local-gesture.ts'
import type { SetAside } from './replica.ts'
import { foldGestures, type SharedDraft } from './shared-draft.ts'

/**
 * The log of one person's work on one draft in this browser: the version it stands on, the server's gestures, and those of this device.
 * Only the tab that leads writes it (docs/adr); every tab may read. A transaction holds one step: it is in whole or not at all.
 */
export interface DraftLog {
  read(): Promise<SharedDraft | undefined>
  /** Writes what changed between two states; resolves once it is kept. */
  write(before: SharedDraft | undefined, after: SharedDraft): Promise<void>
  close(): void
}

export interface Schema extends DBSchema {
  bases: { key: string; value: EditBase }
  positions: { key: string; value: { artifactId: string; draftId?: string; seq: number; head: string; author?: Person } }
  /** By draft and the gesture's number. */
  confirmed: { key: [string, number]; value: DraftGesture }
  /** By draft and the gesture's order. */
  pending: { key: [string, number]; value: LocalGesture }
  aside: { key: [string, number]; value: SetAside }
}

type Store = 'bases' | 'positions' | 'confirmed' | 'pending' | 'aside'
export const STORES: Store[] = ['bases', 'positions', 'confirmed', 'pending', 'aside']
type Writing = IDBPTransaction<Schema, Store[], 'readwrite'>

export const DATABASE = 'aob-drafts'

/** Rejects where the browser has no IndexedDB or does not give it to this page. */
export async function openDraftLog(key: string, author: Person): Promise<DraftLog> {
  return logOf(await openDatabase(), key, author)
}

export function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(DATABASE, 1, {
    upgrade(fresh) {
      for (const store of STORES) fresh.createObjectStore(store)
    },
    // A newer bundle in another tab waits for this: the page goes on in memory and says so at its next write.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase | null)?.close(),
  })
}

export const allOf = (key: string) => IDBKeyRange.bound([key, 0], [key, Number.POSITIVE_INFINITY])

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
      if (!base || position?.artifactId !== base.artifactId) return undefined
      const { draftId, seq, head } = position
      const confirmed = foldGestures(base.document, gestures)
      const document = foldGestures(confirmed, pending)
      return { base, ...(draftId === undefined ? {} : { draftId }), seq, head, gestures, confirmed, pending, aside, document }
    },
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
