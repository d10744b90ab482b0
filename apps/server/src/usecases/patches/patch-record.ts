import type { PatchRecord } from '@aob/schemas'
import type { PatchRow } from '../../ports/document-store.ts'

/** A stored patch as the API shows it. */
export function patchRecord(row: PatchRow): PatchRecord {
  const { createdAt, decidedAt, ...rest } = row
  const { workspaceId: _, ...shown } = rest
  return { ...withoutUndefined(shown), createdAt: createdAt.toISOString(), ...(decidedAt ? { decidedAt: decidedAt.toISOString() } : {}) }
}

function withoutUndefined<Shape extends object>(value: Shape): Shape {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined && field !== null)) as Shape
}
