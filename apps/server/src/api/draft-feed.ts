import type { DraftView } from '@aob/schemas'
import type { Caller, Services } from '../usecases/services.ts'
import { createBell } from './bell.ts'

/**
 * News of a shared draft, for as long as somebody has it open. Read from the record; a notice is a hint to read again, and its loss
 * delays by `recheckMs` at most. The first answer is what the client lacks; a draft that was saved or thrown away is answered with
 * what the tag has now, under another id or none.
 */
export interface DraftFeedOptions {
  services: Pick<Services, 'drafts' | 'live'>
  caller: Caller
  name: string
  tag: string
  /** What the client has. */
  draftId?: string
  afterSeq: number
  signal: AbortSignal
  recheckMs?: number
}

export async function* followDraft(options: DraftFeedOptions): AsyncGenerator<DraftView, void, void> {
  const { services, caller, name, tag, signal, recheckMs = 5_000 } = options
  const bell = createBell()
  const off = services.live.onWorkspace(caller.workspaceId, ({ kind, workflowName }) => {
    if (workflowName === name && kind !== 'presence') bell.ring()
  })
  signal.addEventListener('abort', bell.ring)
  try {
    let known = { draftId: options.draftId, seq: options.afterSeq, base: '', head: '' }
    while (!signal.aborted) {
      let view = await services.drafts.read(caller, name, tag, known.seq)
      // Numbers of another draft mean nothing: it is told from its beginning.
      if (view.draftId !== known.draftId && known.seq > 0) view = await services.drafts.read(caller, name, tag, 0)
      const { draftId, seq, base, head } = view
      const news = draftId !== known.draftId || seq !== known.seq || base !== known.base || head !== known.head
      known = { draftId, seq, base, head }
      if (news) yield view
      else await bell.wait(recheckMs)
    }
  } finally {
    off()
    signal.removeEventListener('abort', bell.ring)
  }
}

/** The id a client resumes by. */
export function draftNewsId({ draftId, seq }: DraftView): string {
  return `${draftId ?? ''}:${seq}`
}

export function positionOf(newsId: string): { draftId?: string; afterSeq: number } {
  const at = newsId.lastIndexOf(':')
  const [draftId, seq] = [newsId.slice(0, Math.max(at, 0)), Number(newsId.slice(at + 1))]
  return { ...(draftId ? { draftId } : {}), afterSeq: Number.isSafeInteger(seq) && seq >= 0 ? seq : 0 }
}
