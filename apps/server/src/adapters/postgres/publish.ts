import { retiredBy, takenBy } from '@aob/ir/document'
import type { Publication, PublishOutcome, RetiredIdRow } from '../../ports/document-store.ts'
import type { Database, Session } from './database.ts'
import { insertArtifact } from './document-rows.ts'
import { toJson } from './json-column.ts'
import { findPatch, insertPatch, patchBody, proposalText } from './patch-rows.ts'
import { publishAtOnce } from './publish-at-once.ts'
import { lockTag, recordMove } from './tag-moves.ts'

/** Thrown to undo what a transaction has done so far, when its outcome is an answer and no failure. */
class Undone extends Error {
  readonly outcome: PublishOutcome

  constructor(outcome: PublishOutcome) {
    super(outcome.kind)
    this.outcome = outcome
  }
}

/** One transaction, in one statement where nothing is unusual: patch, version, spent ids, what it reverts, the draft it saves, and the move of the tag with its record. */
export async function publish(database: Database, input: Publication): Promise<PublishOutcome> {
  if (await publishAtOnce(database, input)) return { kind: 'published' }
  try {
    return await database.transaction((session) => publishIn(session, input))
  } catch (error) {
    if (error instanceof Undone) return error.outcome
    throw error
  }
}

async function publishIn(session: Session, input: Publication): Promise<PublishOutcome> {
  const { patch, workflowId, tag, expected, artifact } = input
  const actual = await lockTag(session, workflowId, tag)
  const earlier = await findPatch(session, patch.patchId)
  if (earlier && earlier.status !== 'proposed') return { kind: 'duplicate', patch: earlier }
  if (actual !== expected) return { kind: 'moved', actual: actual ?? '' }
  const retired = await returning(session, input)
  if (retired.length > 0) return { kind: 'retired', ids: retired }
  if (earlier) await decideProposal(session, input)
  else if (!(await insertPatch(session, patch))) throw new Error(`Patch ${patch.patchId} was stored for another tag at this moment.`)
  await insertArtifact(session, artifact)
  await retire(session, input)
  if (patch.reverts !== undefined) await markReverted(session, patch.reverts)
  if (input.draft && !(await closeDraft(session, input.draft, patch.patchId))) throw new Undone({ kind: 'moved_draft' })
  await recordMove(session, {
    workflowId,
    tag,
    from: expected,
    to: artifact.artifactId,
    kind: input.kind ?? 'publish',
    actor: patch.decidedBy ?? patch.actor,
    reason: patch.rationale,
  })
  return { kind: 'published' }
}

/** Ids that come back although they are out of use, other than by the reverting of the very patch that removed them, or of one made of it. */
async function returning(session: Session, { workflowId, patch, restores = [] }: Publication): Promise<RetiredIdRow[]> {
  const taken = takenBy(patch.anchored)
  if (taken.length === 0) return []
  const rows = await session.rows<{ kind: RetiredIdRow['kind']; id: string; patch_id: string }>(
    `SELECT r.kind, r.id, r.patch_id FROM retired_ids r JOIN unnest($2::text[], $3::text[]) AS taken(kind, id) USING (kind, id)
     WHERE r.workflow_id = $1 AND r.patch_id <> ALL($4)
       AND NOT EXISTS (SELECT 1 FROM patches s WHERE s.patch_id = ANY($4) AND r.patch_id = ANY(s.stands_for)) ORDER BY r.kind, r.id`,
    [workflowId, taken.map(({ kind }) => kind), taken.map(({ id }) => id), [...restores, ...(patch.reverts === undefined ? [] : [patch.reverts])]],
  )
  return rows.map(({ kind, id, patch_id }) => ({ kind, id, patchId: patch_id }))
}

/** Removing again what a revert brought back leaves the later removal as the one to revert. */
async function retire(session: Session, { workflowId, patch }: Publication): Promise<void> {
  const gone = retiredBy(patch.anchored)
  if (gone.length === 0) return
  await session.write(
    `INSERT INTO retired_ids (workflow_id, kind, id, patch_id) SELECT $1, gone.kind, gone.id, $4 FROM unnest($2::text[], $3::text[]) AS gone(kind, id)
     ON CONFLICT (workflow_id, kind, id) DO UPDATE SET patch_id = excluded.patch_id`,
    [workflowId, gone.map(({ kind }) => kind), gone.map(({ id }) => id), patch.patchId],
  )
}

async function decideProposal(session: Session, { patch }: Publication): Promise<void> {
  await session.write(
    `UPDATE patches SET status = $2, seq = $3, patch_jsonb = $4, summary = $5, base_version = $6, artifact_id = $7, decided_at = now(), decided_by = $8,
       proposal = coalesce($9, proposal) WHERE patch_id = $1`,
    [
      patch.patchId,
      patch.status,
      patch.seq,
      patchBody(patch.operations, patch.anchored),
      toJson(patch.summary),
      patch.baseVersion,
      patch.artifactId,
      toJson(patch.decidedBy),
      proposalText(patch.proposal),
    ],
  )
}

/** What is taken back is marked; what it had taken back itself is in effect again. */
async function markReverted(session: Session, patchId: string): Promise<void> {
  const rows = await session.rows<{ reverts: string | null }>(`UPDATE patches SET status = 'reverted' WHERE patch_id = $1 RETURNING reverts`, [patchId])
  const before = rows[0]?.reverts
  if (before) await session.write(`UPDATE patches SET status = 'applied' WHERE patch_id = $1 AND status = 'reverted'`, [before])
}

async function closeDraft(session: Session, { draftId, seq, closedBy }: NonNullable<Publication['draft']>, patchId: string): Promise<boolean> {
  const closed = await session.write(
    'UPDATE drafts SET closed_at = now(), closed_by = $3, patch_id = $4 WHERE draft_id = $1 AND seq = $2 AND closed_at IS NULL',
    [draftId, seq, toJson(closedBy), patchId],
  )
  return closed === 1
}
