import { SERVICE_ROLE, type WarningLog } from './database.ts'
import { sqlState } from './failures.ts'

/** The migrator's connection, as far as this step needs it. */
export interface RoleSession {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>
}

const NOT_ALLOWED = '42501'
/** Roles belong to the whole server: a migrator of another database may have made it a moment ago. */
const MADE_MEANWHILE = new Set(['42710', '23505', 'XX000'])

/**
 * Makes the service role and lets the present user take it. False when the user may not make roles and there is none:
 * everything works without it, then the triggers alone protect the log.
 */
export async function ensureServiceRole(client: RoleSession, logger: WarningLog): Promise<boolean> {
  if (!(await exists(client)) && !(await attempt(client, `CREATE ROLE ${SERVICE_ROLE} NOLOGIN`))) {
    logger.warn(`The database user may not create the role ${SERVICE_ROLE}; the log is protected by triggers only.`)
    return false
  }
  const { rows } = await client.query<{ member: boolean }>(`SELECT pg_has_role(current_user, $1, 'USAGE') AS member`, [SERVICE_ROLE])
  if (!rows[0]?.member) await attempt(client, `GRANT ${SERVICE_ROLE} TO CURRENT_USER`)
  return true
}

async function exists(client: RoleSession): Promise<boolean> {
  return (await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [SERVICE_ROLE])).rowCount === 1
}

/** False when the user lacks the right; losing a race against another migrator is as good as having done it. */
async function attempt(client: RoleSession, statement: string): Promise<boolean> {
  try {
    await client.query(statement)
    return true
  } catch (error) {
    const code = sqlState(error)
    if (code !== undefined && MADE_MEANWHILE.has(code)) return true
    if (code === NOT_ALLOWED) return false
    throw error
  }
}
