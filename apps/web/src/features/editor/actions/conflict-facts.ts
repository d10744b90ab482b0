import type { ChainPatch } from '@aob/schemas'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The patches a 409 says are missing from the base the edits were made on. */
export function missingPatches(data: Readonly<Record<string, unknown>> | undefined): ChainPatch[] {
  const missing = data?.missing
  if (!Array.isArray(missing)) return []
  // The server wrote them from its own records; only their presence is in doubt.
  return missing.filter(
    (patch): patch is ChainPatch => isRecord(patch) && typeof patch.patchId === 'string' && isRecord(patch.actor) && Array.isArray(patch.operations),
  )
}

/** The id of the node or edge a change is about; empty for the workflow itself. */
function placeOf(change: unknown): string {
  const target = isRecord(change) ? change.target : undefined
  const path = isRecord(target) ? target.path : undefined
  return Array.isArray(path) && typeof path.at(-1) === 'string' ? path.at(-1) : ''
}

/** What both sides changed, one sentence each, with the node or edge it is about. */
export function conflictSentences(data: Readonly<Record<string, unknown>> | undefined): string[] {
  const conflict = data?.conflicts ?? data?.conflict
  const list = Array.isArray(conflict) ? conflict : conflict === undefined ? [] : [conflict]
  return list.flatMap((item: unknown) => {
    if (typeof item === 'string') return [item]
    if (!isRecord(item)) return []
    const sentence = item.message ?? item.reason ?? item.detail
    if (typeof sentence !== 'string') return []
    const place = placeOf(item.change)
    return [place === '' ? sentence : `${place}: ${sentence}`]
  })
}
