import type { DraftGesture, Workflow } from '@aob/schemas'
import type { EditBase } from '../model/editor-store.ts'
import { applied } from './local-gesture.ts'
import { isEcho, type Replica, withConfirmed, withFirstConfirmed } from './replica.ts'
import { asPublished, sharingWith } from './structure-sharing.ts'

/** Where this device stands in the shared draft of a tag. */
export interface DraftPosition {
  /** Absent while nobody has changed anything since the base. */
  draftId?: string
  /** Number of the last gesture seen. */
  seq: number
  /** Where the tag points; not the base once somebody published beside the draft. */
  head: string
}

/** The draft of one tag as this device has it: the published version, what the server holds, what is still on its way. */
export interface SharedDraft extends Replica, DraftPosition {
  base: EditBase
  /** What the server has of it, in order. */
  gestures: readonly DraftGesture[]
}

/** The draft as it is before anything is known but a version. */
export function draftOn(base: EditBase): SharedDraft {
  return { base, head: base.artifactId, seq: 0, gestures: [], confirmed: base.document, pending: [], aside: [], document: base.document }
}

export function foldGestures(document: Workflow, gestures: ReadonlyArray<Pick<DraftGesture, 'operations'>>): Workflow {
  return gestures.reduce((at, { operations }) => applied(at, operations), document)
}

/** The gestures that follow what is known, own ones included; undefined when some in between are missing. */
export function withGestures(draft: SharedDraft, draftId: string, gestures: readonly DraftGesture[]): SharedDraft | undefined {
  const news = gestures.filter(({ seq }) => seq > draft.seq)
  const [first] = news
  if (!first) return draft.draftId === draftId ? draft : { ...draft, draftId }
  if (first.seq !== draft.seq + 1) return undefined
  const confirmed = foldGestures(draft.confirmed, news)
  const ownFirst = !draft.pending.some(isEcho) && news.every(({ patchId }, index) => draft.pending[index]?.patchId === patchId)
  const replica = ownFirst ? withFirstConfirmed(draft, confirmed, news.length) : withConfirmed(draft, confirmed, new Set(news.map(({ patchId }) => patchId)))
  return settled({ ...draft, ...replica, draftId, seq: first.seq + news.length - 1, gestures: [...draft.gestures, ...news] })
}

/** Another draft, or none: it was saved, thrown away, or begun on another version. `gestures` are all it has. */
export function withDraft(
  draft: SharedDraft,
  base: EditBase,
  view: { draftId?: string | undefined; head: string; gestures: readonly DraftGesture[] },
): SharedDraft {
  // A version that says what was drawn already is not drawn anew.
  const onto = base === draft.base ? base : { ...base, document: sharingWith(draft.document, base.document) }
  const confirmed = foldGestures(onto.document, view.gestures)
  const replica = withConfirmed(draft, confirmed, new Set(view.gestures.map(({ patchId }) => patchId)))
  const { draftId: _draftId, ...rest } = draft
  return settled({
    ...rest,
    ...replica,
    base: onto,
    head: view.head,
    gestures: view.gestures,
    seq: view.gestures.at(-1)?.seq ?? 0,
    ...(view.draftId === undefined ? {} : { draftId: view.draftId }),
  })
}

/**
 * The draft where the page has shown `shown` already: what says the same stays the same object and is not drawn anew. Where nothing was
 * drawn, base and draft are one: that is how the page knows that there is nothing to save.
 */
export function shownAs(draft: SharedDraft, shown: Workflow): SharedDraft {
  const document = sharingWith(shown, draft.document)
  return draft.document === draft.base.document ? { ...draft, base: { ...draft.base, document }, document } : { ...draft, document }
}

function settled(draft: SharedDraft): SharedDraft {
  const document = asPublished(draft.base.document, draft.document)
  return document === draft.document ? draft : { ...draft, document }
}
