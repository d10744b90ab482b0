import type { DraftView, Workflow } from '@aob/schemas'
import { inTab } from '../../../lib/browser-storage.ts'
import type { Person } from '../../../lib/person.ts'
import type { EditBase } from '../model/editor-store.ts'
import { type DraftLog, openDraftLog } from './draft-log.ts'
import type { DraftServer } from './draft-server.ts'
import type { DraftSession } from './draft-session.ts'
import { logKey } from './kept-drafts.ts'
import { draftOn, type SharedDraft, shownAs, withDraft } from './shared-draft.ts'
import { startSession } from './start-session.ts'

/** What the server said when the page opened: the version the draft stands on, and the whole draft. */
export interface OpenedDraft {
  base: EditBase
  view: DraftView
  /** What the page shows already. */
  shown?: Workflow | undefined
}

/** One person's work on the draft of a tag. */
export interface DraftOfPerson {
  /** Names the draft. */
  draft: string
  author: Person
}

/**
 * Opens the draft of a workflow's tag with what this browser has kept of it for this person; what it has kept for others stays theirs.
 * Undefined when the server could not be asked and nothing is kept here.
 */
export async function openDraft({ draft, author }: DraftOfPerson, opened: OpenedDraft | undefined, server: DraftServer): Promise<DraftSession | undefined> {
  const key = logKey(draft, author.id)
  const log = await openDraftLog(ownKey(key), author).catch((error: unknown) => {
    console.warn('This browser keeps no drafts: what the server does not have is lost with the page.', error)
    return undefined
  })
  const logged = log && (await readLog(log))
  const start = opened ? openedOn(logged, opened) : logged
  if (start) return startSession({ key, start, logged, server, log })
  log?.close()
  server.dispose()
  return undefined
}

function openedOn(logged: SharedDraft | undefined, { base, view, shown }: OpenedDraft): SharedDraft {
  const draft = withDraft(logged ?? draftOn(base), base, view)
  return shown ? shownAs(draft, shown) : draft
}

/** A log that no longer reads says nothing yet: whoever comes to lead puts what is unsent of it aside. */
async function readLog(log: DraftLog): Promise<SharedDraft | undefined> {
  try {
    return await log.read()
  } catch (error) {
    console.warn('What this browser had kept of the draft cannot be read.', error)
    return undefined
  }
}

/** Where tabs cannot agree on one writer, each has a log of its own that lives as long as the tab. */
function ownKey(key: string): string {
  if (navigator.locks !== undefined) return key
  const name = 'aob.tab'
  const tab = inTab.recall(name) ?? String(Math.random()).slice(2)
  inTab.keep(name, tab)
  return `${key}\n${tab}`
}
