import type { Actor } from '@aob/schemas'
import type { TagMoveRow } from '../../ports/document-store.ts'
import type { Session } from './database.ts'
import { toJson } from './json-column.ts'

export interface TagMove {
  workflowId: string
  tag: string
  from?: string
  to: string
  kind: TagMoveRow['kind']
  actor: Actor
  reason?: string
}

/** The tag's present artifact; until the transaction ends nobody else can move it. Undefined when there is no such tag. */
export async function lockTag(session: Session, workflowId: string, tag: string): Promise<string | undefined> {
  const rows = await session.rows<{ artifact_id: string }>('SELECT artifact_id FROM tags WHERE workflow_id = $1 AND tag = $2 FOR UPDATE', [workflowId, tag])
  return rows[0]?.artifact_id
}

/** Moves a locked tag and records who moved it, when and why. */
export async function recordMove(session: Session, move: TagMove): Promise<void> {
  await session.write('UPDATE tags SET artifact_id = $3, updated_at = now() WHERE workflow_id = $1 AND tag = $2', [move.workflowId, move.tag, move.to])
  await session.write('UPDATE workflows SET updated_at = now() WHERE workflow_id = $1', [move.workflowId])
  await insertMove(session, move)
}

export async function insertMove(session: Session, move: TagMove): Promise<void> {
  await session.write('INSERT INTO tag_moves (workflow_id, tag, from_artifact_id, to_artifact_id, kind, actor, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    move.workflowId,
    move.tag,
    move.from,
    move.to,
    move.kind,
    toJson(move.actor),
    move.reason,
  ])
}
