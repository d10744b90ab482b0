import type { AppendDraft, DraftAppended, DraftView } from '@aob/schemas'
import type { EditBase } from '../model/editor-store.ts'

/** What a draft asks of the server; every rejection is read by `failureOf`. */
export interface DraftServer {
  append(gesture: AppendDraft): Promise<DraftAppended>
  read(afterSeq: number): Promise<DraftView>
  /** A version by its id, with its document. */
  version(artifactId: string): Promise<EditBase>
  /** News of the draft from a position on, until the remover is called. It goes on by itself after a broken connection. */
  follow(from: { draftId?: string; afterSeq: number }, handlers: { onView(view: DraftView): void; onLink(up: boolean): void }): () => void
  dispose(): void
}
