import { retiredBy, takenBy } from '@aob/ir/document'
import type { Publication } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { newArtifactRow } from './document-rows.ts'
import { toJson } from './json-column.ts'
import { newPatchRow } from './patch-rows.ts'

/**
 * The ordinary publication in one statement: a new patch on a head that has not moved, which takes nothing back and saves no draft.
 * What the long way does in ten round trips under the tag's lock happens in one, as one transaction. False when nothing was done,
 * for whatever reason: the long way finds out which, or does it.
 */
export async function publishAtOnce(session: Session, input: Publication): Promise<boolean> {
  const { patch, artifact, workflowId, tag, expected, restores = [] } = input
  if (input.draft || patch.reverts !== undefined || patch.decidedBy) return false
  const taken = takenBy(patch.anchored)
  const gone = retiredBy(patch.anchored)
  const about = [
    workflowId,
    tag,
    expected,
    artifact.artifactId,
    patch.patchId,
    input.kind ?? 'publish',
    toJson(patch.actor),
    patch.rationale,
    restores,
    taken.map(({ kind }) => kind),
    taken.map(({ id }) => id),
    gone.map(({ kind }) => kind),
    gone.map(({ id }) => id),
  ]
  const newPatch = newPatchRow(patch, about.length + 1)
  const version = newArtifactRow(artifact, about.length + newPatch.values.length + 1)
  const rows = await session.rows<{ published: number }>(statement(newPatch, version), [...about, ...newPatch.values, ...version.values])
  return rows[0]?.published === 1
}

type Row = Pick<ReturnType<typeof newPatchRow>, 'columns' | 'places'>

/** Every part hangs on the patch being new, and that on the tag standing, under its lock, where the patch was judged. */
function statement(patch: Row, version: Row): string {
  return `WITH head AS (
    SELECT 1 FROM tags WHERE workflow_id = $1::text AND tag = $2::text AND artifact_id = $3::text AND NOT EXISTS (
      SELECT 1 FROM retired_ids r JOIN unnest($10::text[], $11::text[]) AS taken(kind, id) USING (kind, id) WHERE r.workflow_id = $1 AND r.patch_id <> ALL($9::text[])
        AND NOT EXISTS (SELECT 1 FROM patches s WHERE s.patch_id = ANY($9::text[]) AND r.patch_id = ANY(s.stands_for)))
    FOR UPDATE),
  patch AS (INSERT INTO patches (${patch.columns}) SELECT ${patch.places} FROM head ON CONFLICT (patch_id) DO NOTHING RETURNING 1),
  version AS (INSERT INTO artifact (${version.columns}) SELECT ${version.places} FROM patch),
  retired AS (INSERT INTO retired_ids (workflow_id, kind, id, patch_id) SELECT $1, gone.kind, gone.id, $5::text FROM patch, unnest($12::text[], $13::text[]) AS gone(kind, id)
    ON CONFLICT (workflow_id, kind, id) DO UPDATE SET patch_id = excluded.patch_id),
  moved AS (UPDATE tags SET artifact_id = $4::text, updated_at = now() FROM patch WHERE workflow_id = $1 AND tag = $2),
  touched AS (UPDATE workflows SET updated_at = now() FROM patch WHERE workflow_id = $1),
  recorded AS (INSERT INTO tag_moves (workflow_id, tag, from_artifact_id, to_artifact_id, kind, actor, reason)
    SELECT $1, $2, $3, $4, $6::text, $7::json, $8::text FROM patch)
  SELECT count(*)::integer AS published FROM patch`
}
