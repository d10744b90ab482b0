import type { Limits } from '@aob/schemas'

/** Limits of a workspace: the server's, with those changed that somebody set for this workspace (PP-10). */
export interface WorkspaceLimits {
  of(workspaceId: string): Promise<Limits>
  /** Sets some limits of a workspace; null returns one to the server's. */
  set(workspaceId: string, change: Readonly<Partial<Record<keyof Limits, number | null>>>): Promise<Limits>
}
