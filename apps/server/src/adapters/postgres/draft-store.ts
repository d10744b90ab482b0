import type { Actor } from '@aob/schemas'
import type { DraftRow, DraftStore, GestureRow } from '../../ports/draft-store.ts'
import type { Database, Session } from './database.ts'
import { fromJsonb, present, toJson } from './json-column.ts'
import { patchBody } from './patch-rows.ts'

interface DraftColumns {
  draft_id: string
  workflow_id: string
  tag: string
  base_artifact_id: string
  seq: number
  opened_at: Date
}

interface GestureColumns {
  seq: number
  patch_id: string
  body: unknown
  actor: Actor
  undoes: string | null
  created_at: Date
}

export class PostgresDraftStore implements DraftStore {
  constructor(private readonly database: Database) {}

  async open(workflowId: string, tag: string): Promise<DraftRow | undefined> {
    const rows = await this.database.rows<DraftColumns>('SELECT * FROM drafts WHERE workflow_id = $1 AND tag = $2 AND closed_at IS NULL', [workflowId, tag])
    return rows[0] && draftOf(rows[0])
  }

  async gestures(draftId: string, afterSeq: number): Promise<GestureRow[]> {
    const rows = await this.database.rows<GestureColumns>('SELECT * FROM draft_gestures WHERE draft_id = $1 AND seq > $2 ORDER BY seq', [draftId, afterSeq])
    return rows.map(gestureOf)
  }

  gesture(draftId: string, patchId: string): Promise<GestureRow | undefined> {
    return findGesture(this.database, draftId, patchId)
  }

  async append(input: Parameters<DraftStore['append']>[0]): ReturnType<DraftStore['append']> {
    const { draftId, expected, gesture } = input
    return this.database.transaction(async (session) => {
      if (expected === 0) await openDraft(session, input)
      // The row's lock orders gestures: whoever comes second sees the first one's number.
      const rows = await session.rows<{ seq: number }>('SELECT seq FROM drafts WHERE draft_id = $1 AND closed_at IS NULL FOR UPDATE', [draftId])
      const earlier = await findGesture(session, draftId, gesture.patchId)
      if (earlier) return { kind: 'duplicate', gesture: earlier }
      if (rows[0]?.seq !== expected) return { kind: 'moved' }
      await session.write('UPDATE drafts SET seq = seq + 1 WHERE draft_id = $1', [draftId])
      const [stored] = await session.rows<GestureColumns>(
        'INSERT INTO draft_gestures (draft_id, seq, patch_id, body, actor, undoes) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *',
        [draftId, expected + 1, gesture.patchId, patchBody(gesture.operations, gesture.anchored), toJson(gesture.actor), gesture.undoes],
      )
      if (!stored) throw new Error(`Gesture ${gesture.patchId} was not stored.`)
      return { kind: 'appended', gesture: gestureOf(stored) }
    })
  }

  async discard(draftId: string, seq: number, actor: Actor): Promise<boolean> {
    const statement = 'UPDATE drafts SET closed_at = now(), closed_by = $3 WHERE draft_id = $1 AND seq = $2 AND closed_at IS NULL'
    return (await this.database.write(statement, [draftId, seq, toJson(actor)])) === 1
  }
}

/** Of several who open one tag's draft at once, one does; the others' gestures find it moved. */
async function openDraft(session: Session, input: Parameters<DraftStore['append']>[0]): Promise<void> {
  await session.write(
    `INSERT INTO drafts (draft_id, workflow_id, tag, base_artifact_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workflow_id, tag) WHERE closed_at IS NULL DO NOTHING`,
    [input.draftId, input.workflowId, input.tag, input.baseArtifactId],
  )
}

async function findGesture(session: Session, draftId: string, patchId: string): Promise<GestureRow | undefined> {
  const rows = await session.rows<GestureColumns>('SELECT * FROM draft_gestures WHERE draft_id = $1 AND patch_id = $2', [draftId, patchId])
  return rows[0] && gestureOf(rows[0])
}

function draftOf(row: DraftColumns): DraftRow {
  return {
    draftId: row.draft_id,
    workflowId: row.workflow_id,
    tag: row.tag,
    baseArtifactId: row.base_artifact_id,
    seq: row.seq,
    openedAt: row.opened_at,
  }
}

function gestureOf(row: GestureColumns): GestureRow {
  // Written by `patchBody` only, so its shape is known.
  const { operations, anchored } = fromJsonb(row.body) as Pick<GestureRow, 'operations' | 'anchored'>
  return {
    seq: row.seq,
    patchId: row.patch_id,
    operations,
    anchored,
    actor: row.actor,
    undoes: present(row.undoes),
    createdAt: row.created_at,
  }
}
