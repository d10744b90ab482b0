import type { Limits } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { WorkspaceLimits } from '../../ports/workspace-limits.ts'
import type { Database } from './database.ts'

/** Limits kept with the workspace, over the server's. Read from the row each time: a changed limit holds at once, in every process. */
export class PostgresWorkspaceLimits implements WorkspaceLimits {
  constructor(
    private readonly database: Database,
    private readonly defaults: Limits,
  ) {}

  async of(workspaceId: string): Promise<Limits> {
    const rows = await this.database.rows<{ limits: unknown }>('SELECT limits FROM workspaces WHERE workspace_id = $1', [workspaceId])
    return this.merged(rows[0]?.limits)
  }

  async set(workspaceId: string, change: Parameters<WorkspaceLimits['set']>[1]): Promise<Limits> {
    // Members that are null are dropped, and so are the server's values again.
    const rows = await this.database.rows<{ limits: unknown }>(
      'UPDATE workspaces SET limits = jsonb_strip_nulls(limits::jsonb || $2::jsonb)::json WHERE workspace_id = $1 RETURNING limits',
      [workspaceId, JSON.stringify(change)],
    )
    if (rows.length === 0) throw new DomainError('resource.not_found', `There is no workspace ${workspaceId}.`)
    return this.merged(rows[0]?.limits)
  }

  /** Only known names and whole numbers count: a row may be older or newer than this server. */
  private merged(stored: unknown): Limits {
    const own = Object.entries((stored ?? {}) as Record<string, unknown>)
    const valid = own.filter(([name, value]) => Object.hasOwn(this.defaults, name) && Number.isSafeInteger(value) && Number(value) >= 0)
    return { ...this.defaults, ...Object.fromEntries(valid) }
  }
}
