import type { AppRouter } from '@aob/server/app-router'
import type { TRPCClient } from '@trpc/client'
import { v7 as uuid } from 'uuid'
import { type Failure, failureOf } from '../../../lib/failure.ts'
import { notify } from '../../../ui/toast.tsx'
import type { DraftSession } from '../draft/draft-session.ts'
import type { EditorScope, Judgement } from '../editor-context.ts'
import { entriesSince, rationaleOf } from '../model/rationale.ts'
import { problemPlace, problemSentence } from '../panels/problem-words.ts'
import type { SaveOptions, SaveOutcome } from './use-save.ts'

export interface Publishing extends EditorScope {
  client: TRPCClient<AppRouter>
  problemsNow: Judgement['now']
  onConflict(conflict: Failure | undefined): void
  /** A version was published. */
  onPublished(): Promise<void>
}

/** Publishes the shared draft as one patch, once the server has all of it. */
export async function publishDraft(publishing: Publishing, { rationale }: SaveOptions): Promise<SaveOutcome> {
  const { store, session, name, client, onConflict, onPublished } = publishing
  const { history, lastPublished } = store.getState()
  const held = await heldBack(publishing)
  if (held) return held
  store.saving({ kind: 'saving' })
  try {
    await whenSent(session)
    const draft = { name, tag: 'main', patchId: uuid(), rationale: rationale?.trim() || rationaleOf(entriesSince(history.past, lastPublished)) }
    const answer = await client.drafts.save.mutate(draft).catch((error: unknown) => {
      const restores = removalsTakenBack(failureOf(error))
      if (restores.length === 0) throw error
      return client.drafts.save.mutate({ ...draft, patchId: uuid(), restores })
    })
    await session.refresh()
    await onPublished()
    onConflict(undefined)
    store.saving({ kind: 'idle' })
    if (answer.status === 'proposed') notify.info('Sent for review', 'This workflow asks for a review before a change becomes a version.')
    for (const { message } of answer.warnings ?? []) notify.info('Saved; another workflow has too many agents by it', message)
    return { kind: 'saved' }
  } catch (error) {
    return refused(publishing, failureOf(error))
  }
}

async function refused({ store, session, onConflict }: Publishing, failure: Failure): Promise<SaveOutcome> {
  if (failure.code === 'patch.no_effect') {
    // The next news of the draft say the same; where they cannot be had, nothing is lost.
    await session.refresh().catch(() => undefined)
    store.saving({ kind: 'idle' })
    return { kind: 'unchanged' }
  }
  store.saving({ kind: 'failed', reason: failure.message })
  if (failure.code === 'patch.conflict') onConflict(failure)
  return { kind: 'refused', reason: failure.message }
}

/** What keeps the draft from being a version others run. */
async function heldBack({ store, reveal, problemsNow }: Publishing): Promise<SaveOutcome | undefined> {
  const fault = (await problemsNow()).find((problem) => problem.severity === 'error')
  if (!fault) return undefined
  const { document } = store.getState()
  const reason = `${problemPlace(fault, document)}: ${problemSentence(fault, document)}`
  store.saving({ kind: 'held', reason })
  notify.error('Draft kept, not published', `${reason} A version others run must have no problems.`, {
    label: 'Show',
    onClick: () => (fault.nodeId ? reveal(fault.nodeId) : store.select({ nodes: [], edges: fault.edgeId ? [fault.edgeId] : [] })),
  })
  return { kind: 'refused', reason }
}

/** Undo reaches back over a save: what an earlier patch removed and this one brings back is said to be that, and the id is free again. */
function removalsTakenBack({ code, data }: Failure): string[] {
  if (code !== 'graph.removed_id' || !Array.isArray(data.removed)) return []
  return [...new Set(data.removed.flatMap((removed: { patchId?: unknown }) => (typeof removed.patchId === 'string' ? [removed.patchId] : [])))]
}

/** Resolves once the server has every gesture; rejects with a sentence when it will not have them soon. */
function whenSent(session: DraftSession): Promise<void> {
  session.flush()
  return new Promise((resolve, reject) => {
    const look = () => {
      const { unsent, link, blocked } = session.state()
      if (unsent === 0) resolve()
      else if (blocked !== undefined) reject(new Error(blocked))
      else if (link === 'offline') reject(new Error('The server cannot be reached. Your changes are kept on this device; save again when it is back.'))
      else return
      stop()
    }
    const stop = session.subscribe(look)
    look()
  })
}
