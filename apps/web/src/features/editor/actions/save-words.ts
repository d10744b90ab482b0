import type { Workflow } from '@aob/schemas'
import { asidePlace } from '../draft/aside-place.ts'
import type { DraftState } from '../draft/draft-session.ts'
import type { SaveState } from '../model/editor-store.ts'

export type Standing = 'saved' | 'draft' | 'saving' | 'offline' | 'conflict' | 'blocked' | 'unkept' | 'held' | 'failed'

export interface SaveWords {
  standing: Standing
  text: string
  /** More, for whoever asks. */
  hint?: string
}

const changes = (count: number) => (count === 1 ? '1 change' : `${count} changes`)

/** What the canvas shows. */
export interface Shown {
  document: Workflow
  /** It is not the published version. */
  dirty: boolean
}

/** One sentence that is true: where the changes are that the person sees. The most pressing fact first. */
export function saveWords(draft: DraftState, save: SaveState, { document, dirty }: Shown): SaveWords {
  const { link, aside, blocked, kept, base } = draft
  // What the draft has not been given yet is in this page alone.
  const given = document === draft.document
  const unsent = given ? draft.unsent : Math.max(1, draft.unsent)
  const unwritten = draft.unwritten || !given
  if (aside.length > 0)
    return {
      standing: 'conflict',
      text: `Conflict – ${new Set(aside.map(asidePlace)).size} to look at`,
      hint: 'Others changed the same. Your side is kept on this device.',
    }
  if (save.kind === 'saving') return { standing: 'saving', text: 'Saving…' }
  if (!kept && unsent > 0)
    return { standing: 'unkept', text: `${changes(unsent)} only in this page`, hint: 'This browser cannot keep them; a reload would lose them.' }
  if (unsent > 0 && unwritten) return { standing: 'saving', text: 'Saving…' }
  if (link === 'offline')
    return unsent > 0
      ? { standing: 'offline', text: `Offline – ${changes(unsent)} kept on this device`, hint: 'They go to the server as soon as it can be reached.' }
      : { standing: 'offline', text: 'Offline', hint: 'You can go on editing: changes are kept on this device.' }
  if (blocked !== undefined) return { standing: 'blocked', text: `Not sent – ${changes(unsent)} kept on this device`, hint: blocked }
  if (unsent > 0) return { standing: 'saving', text: 'Saving…' }
  if (dirty && save.kind === 'failed') return { standing: 'failed', text: 'Could not publish', hint: save.reason }
  if (dirty && save.kind === 'held') return { standing: 'held', text: 'Draft kept, not published', hint: `To publish it, mend this first: ${save.reason}` }
  if (dirty) return { standing: 'draft', text: 'Draft saved', hint: 'Everybody who opens this workflow sees the draft. Save publishes it as a version.' }
  return { standing: 'saved', text: `Saved ${base.versionLabel}` }
}
