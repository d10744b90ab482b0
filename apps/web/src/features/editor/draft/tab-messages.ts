import type { Operation } from '@aob/schemas'
import type { DraftState } from './draft-session.ts'
import type { LocalGesture } from './local-gesture.ts'
import type { Choice, SetAside } from './replica.ts'

/** What tabs of one browser tell each other about one draft. The leader's words are numbered, so that a gap is seen. */
export type TabMessage =
  /** A tab that does not lead has come, or has missed something. */
  | { kind: 'hello' }
  | { kind: 'gesture'; gesture: LocalGesture }
  | { kind: 'set-aside'; item: SetAside }
  | { kind: 'resolve'; patchId: string; choices: readonly Choice[] | 'let-go' }
  | { kind: 'flush' }
  | { kind: 'refresh'; call: string }
  | { kind: 'refreshed'; call: string; failure?: string }
  /** Another tab leads from now on. */
  | { kind: 'leading' }
  | { kind: 'snapshot'; leader: string; number: number; state: DraftState; taken: string[] }
  | { kind: 'step'; leader: string; number: number; operations: Operation[]; facts: LeaderFacts; taken: string[] }

/** All of the leader's state but the document and the version it stands on. */
export type LeaderFacts = Omit<DraftState, 'base' | 'document'>

export function factsOf({ base: _base, document: _document, ...facts }: DraftState): LeaderFacts {
  return facts
}
