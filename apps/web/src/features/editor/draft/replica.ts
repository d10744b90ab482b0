import type { PatchConflict } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { carriedTo, type LocalGesture } from './local-gesture.ts'
import { sharingWith } from './structure-sharing.ts'

/** Whose side of a conflict stays. */
export type Choice = 'mine' | 'theirs'

/** A gesture that cannot go on by itself: others changed the same thing, or the server does not take it. Kept until the person has chosen. */
export interface SetAside {
  gesture: LocalGesture
  conflicts: PatchConflict[]
  /** Set when the server refused it for what it is. */
  refusal?: { code: string; message: string }
}

/**
 * A document with gestures on the way to an authority: the server for the tab that leads, that tab for the others.
 *
 * - R1 `document` is `confirmed` with `pending` laid over it in order; each pending gesture is written for the document before it.
 * - R2 a gesture leaves `pending` only by being confirmed, by turning out to be there already, or into `aside`: never silently.
 * - R3 when the authority says nothing but what was pending first, `document` stays the same object.
 * - R4 elements nobody changed are the same objects as before.
 */
export interface Replica {
  confirmed: Workflow
  pending: readonly LocalGesture[]
  aside: readonly SetAside[]
  document: Workflow
}

/** A gesture of this tab, made on `document`; `after` is what it led to. */
export function withOwn(replica: Replica, gesture: LocalGesture, after: Workflow): Replica {
  return { ...replica, pending: [...replica.pending, gesture], document: after }
}

/** A gesture made elsewhere, on a document that may have been another one. */
export function withCarried(replica: Replica, gesture: LocalGesture): Replica {
  const carried = carriedTo(gesture, replica.document)
  if (carried.kind === 'nothing') return replica
  if (carried.kind === 'conflict') return { ...replica, aside: [...replica.aside, { gesture, conflicts: carried.conflicts }] }
  return withOwn(replica, carried.gesture, carried.document)
}

/** News of the authority: its document now, and which gestures are in it. */
export function withConfirmed(replica: Replica, confirmed: Workflow, acknowledged: ReadonlySet<string>): Replica {
  let document = confirmed
  const pending: LocalGesture[] = []
  const aside = [...replica.aside]
  for (const gesture of replica.pending) {
    if (acknowledged.has(gesture.patchId)) continue
    const carried = carriedTo(gesture, document)
    if (carried.kind === 'conflict') aside.push({ gesture, conflicts: carried.conflicts })
    if (carried.kind !== 'ok') continue
    pending.push(carried.gesture)
    document = carried.document
  }
  return { confirmed, pending, aside, document: sharingWith(replica.document, document) }
}

/** The authority took the first pending gestures as they are: the document does not move (R3). */
export function withFirstConfirmed(replica: Replica, confirmed: Workflow, count: number): Replica {
  return { ...replica, confirmed, pending: replica.pending.slice(count) }
}

/** Takes a pending gesture out; what was made after it is carried over its absence. */
export function withoutPending(replica: Replica, refused: SetAside): Replica {
  const rest = withConfirmed({ ...replica, aside: [] }, replica.confirmed, new Set([refused.gesture.patchId]))
  return { ...rest, aside: [...replica.aside, refused, ...rest.aside] }
}

export function withoutAside(replica: Replica, patchId: string): Replica {
  return { ...replica, aside: replica.aside.filter(({ gesture }) => gesture.patchId !== patchId) }
}
