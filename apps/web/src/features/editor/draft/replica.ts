import { type PatchConflict, rebaseOperations } from '@aob/ir/document'
import type { AnchoredChange, Workflow } from '@aob/schemas'
import { type Carried, carriedTo, type LocalGesture } from './local-gesture.ts'
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
 * - R5 what only other gestures on their way have brought is not there yet: whoever wanted the same waits as an echo of them, with no
 *   operations of its own, and is carried over anew when they turn out not to stay.
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
  const carried = carriedOnto(gesture, replica)
  if (carried.kind === 'conflict') return { ...replica, aside: [...replica.aside, { gesture, conflicts: carried.conflicts }] }
  return carried.kind === 'ok' ? withOwn(replica, carried.gesture, carried.document) : replica
}

/** Nothing of its own to be sent. */
export const isEcho = ({ operations }: LocalGesture): boolean => operations.length === 0

/**
 * The gesture on the document, with what of it only gestures before it have brought kept beside (R5); `nothing` when all of it is there.
 * With `lasts` false the authority may still lose what its document says.
 */
function carriedOnto(gesture: LocalGesture, { document, confirmed }: Pick<Replica, 'document' | 'confirmed'>, lasts = true): Carried {
  const carried = carriedTo(gesture, document)
  if (carried.kind === 'conflict') return carried
  const own = carried.kind === 'ok' ? carried.gesture : { ...gesture, changes: [], operations: [] }
  const goesOn = new Set(own.changes.map(placeOf))
  const waits = gesture.changes.filter((change) => !goesOn.has(placeOf(change)) && !(lasts && isThere(change, confirmed)))
  if (waits.length === 0) return carried
  return { kind: 'ok', gesture: { ...own, changes: [...waits, ...own.changes] }, document: carried.kind === 'ok' ? carried.document : document }
}

const placeOf = ({ target, pointer }: AnchoredChange): string => JSON.stringify([target.kind, target.path, pointer])

/** Whether the document says already what the change wants. */
export function isThere(change: AnchoredChange, document: Workflow): boolean {
  const rebased = rebaseOperations([change], document)
  return rebased.kind === 'ok' && rebased.operations.length === 0
}

/**
 * News of the authority: its document now, and which gestures are in it. With `lasts` false the authority may still lose what its
 * document says, so that only its acknowledgement is the end of a gesture.
 */
export function withConfirmed(replica: Replica, confirmed: Workflow, acknowledged: ReadonlySet<string>, lasts = true): Replica {
  let document = confirmed
  const pending: LocalGesture[] = []
  const aside = [...replica.aside]
  for (const gesture of replica.pending) {
    if (acknowledged.has(gesture.patchId)) continue
    const carried = carriedOnto(gesture, { document, confirmed }, lasts)
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
