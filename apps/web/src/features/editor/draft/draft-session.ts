import type { LocalGesture } from './local-gesture.ts'
import type { Choice, SetAside } from './replica.ts'
import type { SharedDraft } from './shared-draft.ts'

export type NewGesture = Omit<LocalGesture, 'order'>

/** `connecting` until the server has answered for the first time. */
export type DraftLink = 'connecting' | 'online' | 'offline'

/** What a tab shows of the draft; each word of it is true when shown. */
export interface DraftState extends Pick<SharedDraft, 'base' | 'head' | 'document'> {
  link: DraftLink
  /** Gestures the server does not have yet. */
  unsent: number
  aside: readonly SetAside[]
  /** Why nothing can be sent at all: the draft is full, the workflow was archived. */
  blocked?: string
  /** Something is in this page alone: the log does not have it yet. */
  unwritten: boolean
  /** False when this browser cannot keep what the server does not have. */
  kept: boolean
}

/** The draft of one tag in one tab, whoever leads. */
export interface DraftSession {
  state(): DraftState
  /** Called after every change; returns the remover. */
  subscribe(listener: (state: DraftState, previous: DraftState) => void): () => void
  /** Takes a gesture made on `state().document`; `after` is what it led to. */
  append(gesture: NewGesture, after: SharedDraft['document']): void
  /** Puts a longer gesture in the place of the last one; false when that one has left already. */
  amend(gesture: NewGesture, after: SharedDraft['document']): boolean
  /** Sends what waits for more of the same. */
  flush(): void
  /** Keeps a gesture for a choice that is about to be made. */
  setAside(item: SetAside): void
  /** Decides about a gesture that was set aside: one choice for each of its conflicts; none lets it go. */
  resolve(patchId: string, choices: readonly Choice[] | 'let-go'): void
  /** Asks the server now, as after a save. Resolves with what it says; rejects when it cannot be reached. */
  refresh(): Promise<void>
  close(): Promise<void>
}

export function stateOf(
  draft: SharedDraft,
  { link, kept, blocked, unwritten }: { link: DraftLink; kept: boolean; blocked?: string | undefined; unwritten: boolean },
): DraftState {
  const { base, head, document, pending, aside } = draft
  return { base, head, document, link, unsent: pending.length, aside, unwritten, kept, ...(blocked === undefined ? {} : { blocked }) }
}
