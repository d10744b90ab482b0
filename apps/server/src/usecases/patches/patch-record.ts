import { hunksOf } from '@aob/ir/document'
import type { PatchRecord } from '@aob/schemas'
import type { PatchRow } from '../../ports/document-store.ts'

/** A stored patch as the API shows it. */
export function patchRecord(row: PatchRow): PatchRecord {
  const { createdAt, decidedAt, ...rest } = row
  const { workspaceId: _, ...shown } = rest
  return { ...withoutUndefined(shown), createdAt: createdAt.toISOString(), ...(decidedAt ? { decidedAt: decidedAt.toISOString() } : {}) }
}

/** The same with the parts a reviewer may choose from. */
export function patchRecordWithHunks(row: PatchRow): PatchRecord {
  const positions = new Map(row.anchored.map((change, index) => [change, index]))
  const hunks = hunksOf(row.anchored).map(({ index, changes, requires }) => ({
    index,
    changes: changes.flatMap((change) => positions.get(change) ?? []),
    requires,
  }))
  return { ...patchRecord(row), hunks }
}

function withoutUndefined<Shape extends object>(value: Shape): Shape {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined && field !== null)) as Shape
}
