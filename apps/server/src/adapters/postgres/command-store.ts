import type { RunEvent } from '@aob/schemas'
import type { CommandStore, DurableCommand } from '../../ports/run-directory.ts'
import type { Database, Session } from './database.ts'
import { toJson } from './json-column.ts'
import type { Write } from './write-together.ts'

interface CommandColumns {
  command_id: string
  run_id: string
  kind: DurableCommand['kind']
  payload: Record<string, unknown>
  created_at: Date
}

/** Adding a command again is harmless: its id is its identity. */
export async function insertCommand(session: Session, command: Omit<DurableCommand, 'createdAt'>): Promise<void> {
  await session.write('INSERT INTO commands (command_id, run_id, kind, payload) VALUES ($1, $2, $3, $4) ON CONFLICT (command_id) DO NOTHING', [
    command.commandId,
    command.runId,
    command.kind,
    toJson(command.payload),
  ])
}

/** Settles the commands that these events answer; belongs into the transaction that stores them. */
export function settlement(events: readonly RunEvent[]): Write | undefined {
  const answered = events.flatMap(({ commandId }) => commandId ?? [])
  if (answered.length === 0) return undefined
  return { text: `UPDATE commands SET outcome = 'applied', settled_at = now() WHERE command_id = ANY($1::text[]) AND outcome IS NULL`, values: [answered] }
}

export class PostgresCommandStore implements CommandStore {
  constructor(private readonly database: Database) {}

  async pending({ minAgeMs, limit, after }: Parameters<CommandStore['pending']>[0]): Promise<DurableCommand[]> {
    const rows = await this.database.rows<CommandColumns>(
      `SELECT * FROM commands WHERE outcome IS NULL AND created_at <= now() - $1 * interval '1 millisecond'
         AND ($3::text IS NULL OR (created_at, command_id) > (SELECT c.created_at, c.command_id FROM commands c WHERE c.command_id = $3))
       ORDER BY created_at, command_id LIMIT $2`,
      [minAgeMs, limit, after],
    )
    return rows.map((row) => ({ commandId: row.command_id, runId: row.run_id, kind: row.kind, payload: row.payload, createdAt: row.created_at }))
  }

  async add(command: Omit<DurableCommand, 'createdAt'>): Promise<void> {
    await insertCommand(this.database, command)
  }

  async openOf(kind: DurableCommand['kind']): Promise<number> {
    const rows = await this.database.rows<{ open: number }>('SELECT count(*)::int AS open FROM commands WHERE outcome IS NULL AND kind = $1', [kind])
    return rows[0]?.open ?? 0
  }

  async settle(...[commandId, outcome, detail]: Parameters<CommandStore['settle']>): Promise<void> {
    const statement = 'UPDATE commands SET outcome = $2, detail = $3, settled_at = now() WHERE command_id = $1 AND outcome IS NULL'
    await this.database.write(statement, [commandId, outcome, detail])
  }
}
