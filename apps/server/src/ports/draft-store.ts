import type { Actor, AnchoredChange, Operation } from '@aob/schemas'

/** The changes of a tag that nobody has published yet, shared by all who edit it (D-36). */
export interface DraftRow {
  draftId: string
  workflowId: string
  tag: string
  /** The version its gestures begin at. */
  baseArtifactId: string
  /** Number of its last gesture; 0 when there is none. */
  seq: number
  openedAt: Date
}

export interface GestureRow {
  seq: number
  /** Made by the client; the idempotency key. */
  patchId: string
  operations: Operation[]
  anchored: AnchoredChange[]
  actor: Actor
  /** The gesture that this one takes back. */
  undoes?: string
  createdAt: Date
}

export interface DraftStore {
  /** The open draft of a tag, if there is one. */
  open(workflowId: string, tag: string): Promise<DraftRow | undefined>
  /** Gestures after `afterSeq`, in order. */
  gestures(draftId: string, afterSeq: number): Promise<GestureRow[]>
  gesture(draftId: string, patchId: string): Promise<GestureRow | undefined>
  /**
   * Adds a gesture behind the one numbered `expected`, in one transaction; with `expected` 0 the draft is opened if nobody has opened it.
   * `moved` when others came first, or the draft is closed; `duplicate` when this patchId is in the draft already.
   */
  append(input: {
    draftId: string
    workflowId: string
    tag: string
    baseArtifactId: string
    expected: number
    gesture: Omit<GestureRow, 'seq' | 'createdAt'>
  }): Promise<{ kind: 'appended'; gesture: GestureRow } | { kind: 'moved' } | { kind: 'duplicate'; gesture: GestureRow }>
  /** Ends an open draft without publishing it; its gestures stay on record. False when it has grown or is closed. */
  discard(draftId: string, seq: number, actor: Actor): Promise<boolean>
}
