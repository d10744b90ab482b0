import type { AppRouter } from '@aob/server/app-router'
import type { TRPCClient } from '@trpc/client'
import { v7 as uuid } from 'uuid'
import { type Failure, failureOf } from '../../../lib/failure.ts'
import { notify } from '../../../ui/toast.tsx'
import { isUnreachable } from '../draft/refusals.ts'
import type { EditorScope, Judgement } from '../editor-context.ts'
import { goToProblem } from '../model/go-to-problem.ts'
import { entriesSince, rationaleOf } from '../model/rationale.ts'
import { type ReturningId, settleReturning } from '../model/returning-ids.ts'
import { usedIds } from '../model/used-ids.ts'
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
    await whenSent(publishing)
    const draft = { name, tag: 'main', patchId: uuid(), rationale: rationale?.trim() || rationaleOf(entriesSince(history.past, lastPublished)) }
    const answer = await client.drafts.save.mutate(draft).catch(async (error: unknown) => {
      const restores = await withSettledIds(publishing, failureOf(error))
      if (restores === undefined) throw error
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
    const failure = failureOf(error)
    if (isUnreachable(failure) && session.state().blocked === undefined) publishWhenBack(publishing, { rationale })
    return refused(publishing, failure)
  }
}

/**
 * Once the server can be reached again what was to be published is, unless it is no longer the same: then the person says when. Whoever
 * has pressed the button again meanwhile has done so themselves.
 */
function publishWhenBack(publishing: Publishing, options: SaveOptions): void {
  const { store, session } = publishing
  const { document } = store.getState()
  const stop = session.subscribe(({ link, unsent }, previous) => {
    if (store.getState().save.kind !== 'failed') return stop()
    const isBack = link === 'online' && unsent === 0 && (previous.link !== 'online' || previous.unsent > 0)
    if (!isBack) return
    stop()
    if (store.getState().document === document) return void publishDraft(publishing, options)
    store.saving({ kind: 'idle' })
    notify.info('Not published yet', 'The server is back and has your draft. You have gone on drawing: Save publishes it.')
  })
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
async function heldBack({ store, view, reveal, revealEdge, problemsNow }: Publishing): Promise<SaveOutcome | undefined> {
  const fault = (await problemsNow()).find((problem) => problem.severity === 'error')
  if (!fault) return undefined
  const { document } = store.getState()
  const reason = `${problemPlace(fault, document)}: ${problemSentence(fault, document)}`
  store.saving({ kind: 'held', reason })
  notify.error('Draft kept, not published', `${reason} A version others run must have no problems.`, {
    label: 'Show',
    onClick: () => goToProblem(fault, { store, view, reveal, revealEdge }),
  })
  return { kind: 'refused', reason }
}

/** Gives other ids to what only happens to have one that was removed; answers the patches whose removals are taken back. Undefined when the refusal was another one. */
async function withSettledIds(publishing: Publishing, { code, data }: Failure): Promise<string[] | undefined> {
  const { store, client } = publishing
  if (code !== 'graph.removed_id' || !Array.isArray(data.removed)) return undefined
  // The refusal lists ids with the patches that removed them.
  const removed = data.removed as Array<Pick<ReturningId, 'kind' | 'id' | 'patchId'>>
  const patches = await Promise.all([...new Set(removed.map(({ patchId }) => patchId))].map((patchId) => client.patches.get.query({ patchId })))
  // tRPC types members of type unknown as optional; on the wire they are there.
  const changes = new Map(patches.map((patch) => [patch.patchId, patch.anchored as ReturningId['changes']]))
  const returning = removed.map((one) => ({ ...one, changes: changes.get(one.patchId) ?? [] }))
  const { document, base } = store.getState()
  const settled = settleReturning(document, returning, usedIds(base))
  if (settled.renamed.size > 0) {
    store.edit('give new steps ids of their own', () => settled.document)
    const [[from, to] = ['', '']] = settled.renamed
    notify.info(
      settled.renamed.size === 1 ? `${from} is ${to} now` : `${settled.renamed.size} steps have other ids now`,
      'An earlier step had the id; expressions that name it follow.',
    )
    await whenSent(publishing)
  }
  return settled.restores
}

/**
 * Resolves once the server has every gesture; rejects with a sentence when it will not have them soon. What was drawn before the draft came
 * is none of its gestures yet: a draft that waits for nothing says nothing about that.
 */
function whenSent({ store, session }: Pick<Publishing, 'store' | 'session'>): Promise<void> {
  session.flush()
  return new Promise((resolve, reject) => {
    const look = () => {
      const { unsent, link, blocked, document } = session.state()
      if (unsent === 0 && document === store.getState().document) resolve()
      else if (blocked !== undefined) reject(new Error(blocked))
      else if (link === 'offline') reject(new Error('The server cannot be reached. Your changes are kept on this device; they are published when it is back.'))
      else return
      for (const stop of stops) stop()
    }
    const stops = [session.subscribe(look), store.subscribe(look)]
    look()
  })
}
