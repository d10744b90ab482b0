import type { PatchConflict } from '@aob/ir/document'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** What of the draft and of what was published meanwhile does not go together, as a 409 lists it. */
export function draftConflicts(data: Readonly<Record<string, unknown>> | undefined): PatchConflict[] {
  const list = data?.conflict
  if (!Array.isArray(list)) return []
  // The server wrote them by the same rules as this page would; only their presence is in doubt.
  return list.filter(
    (item): item is PatchConflict => isRecord(item) && typeof item.message === 'string' && isRecord(item.change) && isRecord(item.change.target),
  )
}
