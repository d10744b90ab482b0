import type { DraftGesture } from '@aob/schemas'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Person } from '../../../lib/person.ts'
import type { EditBase } from '../model/editor-store.ts'
import type { LocalGesture } from './local-gesture.ts'
import type { SetAside } from './replica.ts'

/** Where this browser keeps drafts: what is written there, and how the logs of all drafts share it. */
export interface Schema extends DBSchema {
  bases: { key: string; value: EditBase }
  positions: { key: string; value: { artifactId: string; draftId?: string; seq: number; head: string; author?: Person; unread?: true } }
  /** By draft and the gesture's number. */
  confirmed: { key: [string, number]; value: DraftGesture }
  /** By draft and the gesture's order. */
  pending: { key: [string, number]; value: LocalGesture }
  aside: { key: [string, number]; value: SetAside }
}

export type Store = 'bases' | 'positions' | 'confirmed' | 'pending' | 'aside'
export const STORES: Store[] = ['bases', 'positions', 'confirmed', 'pending', 'aside']
const DATABASE = 'aob-drafts'

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
