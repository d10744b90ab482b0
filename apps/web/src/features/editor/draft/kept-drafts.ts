import type { Person } from '../../../lib/person.ts'
import { allOf, openDatabase, STORES } from './draft-database.ts'
import type { LocalGesture } from './local-gesture.ts'

/**
 * Whose is what in this browser. The log of a draft belongs to the person who draws: its name says who, and what waits in it goes out by
 * nobody else. Another person who opens the workflow here has a log of their own beside it.
 */
export const logKey = (draft: string, author: string): string => `${draft}\n${author}`

/** What waits in this browser for somebody who is not here. */
export interface KeptDraft {
  log: string
  /** Undefined where a page that did not note it has written the log. */
  author: Person | undefined
  /** It was put aside because it did not fit together any more; whose it is may be whoever is here. */
  unread: boolean
  /** What the server does not have, in order. */
  gestures: readonly LocalGesture[]
}

/** Logs of a draft that hold something unsent and that nobody who is here works with: of others, or put aside. */
export async function keptForOthers(draft: string, here: string | undefined): Promise<KeptDraft[]> {
  const database = await openDatabase()
  try {
    const logs = (await database.getAllKeys('positions')).filter((log) => isOf(log, draft) && authorOf(log) !== here)
    const found = await Promise.all(
      logs.map(async (log): Promise<KeptDraft> => {
        const [position, pending, aside] = await Promise.all([
          database.get('positions', log),
          database.getAll('pending', allOf(log)),
          database.getAll('aside', allOf(log)),
        ])
        const gestures = [...pending, ...aside.map(({ gesture }) => gesture)].sort((one, other) => one.order - other.order)
        return { log, author: position?.author, unread: position?.unread === true, gestures }
      }),
    )
    return found.filter(({ gestures }) => gestures.length > 0)
  } finally {
    database.close()
  }
}

/**
 * Forgets a log for good; false while another tab still works with it. What must have happened `before` is waited for while no tab can
 * take the log up; when that rejects, the log stays and so does the rejection.
 */
export async function discardKept(log: string, before: () => Promise<void> = async () => {}): Promise<boolean> {
  const discard = async () => {
    await before()
    const database = await openDatabase()
    try {
      const writing = database.transaction(STORES, 'readwrite')
      await Promise.all([
        writing.objectStore('bases').delete(log),
        writing.objectStore('positions').delete(log),
        writing.objectStore('confirmed').delete(allOf(log)),
        writing.objectStore('pending').delete(allOf(log)),
        writing.objectStore('aside').delete(allOf(log)),
        writing.done,
      ])
    } finally {
      database.close()
    }
  }
  if (navigator.locks === undefined) {
    await discard()
    return true
  }
  return navigator.locks.request(`aob.draft:${log}`, { ifAvailable: true }, async (lock) => {
    if (lock) await discard()
    return lock !== null
  })
}

/** Logs of earlier pages are called by the draft alone, or by the draft and a tab. */
const isOf = (log: string, draft: string) => log === draft || log.startsWith(`${draft}\n`) || log.startsWith(`${draft}#`)
const authorOf = (log: string): string | undefined => log.split('\n')[1]
