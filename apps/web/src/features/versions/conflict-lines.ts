import type { AnchorTarget } from '@aob/schemas'
import { namesIn, targetPlace } from '../../ui/step-place.ts'

const REASONS: Readonly<Record<string, string>> = {
  value_changed: 'something newer changed it, too',
  target_missing: 'it is not there yet',
  target_exists: 'it is there already, with something else in it',
  edge_dangles: 'a step at its end is not there yet',
}

/** What does not fit, one sentence for each place, by the names of the steps. */
export function conflictLines({ conflict, names }: Readonly<Record<string, unknown>>): string[] {
  const list: unknown[] = Array.isArray(conflict) ? conflict : []
  const known = namesIn(names)
  const lines = list.flatMap((one) => {
    if (!isRecord(one) || typeof one.message !== 'string') return []
    const { change, reason } = one
    const why = REASONS[String(reason)]
    if (!why || !isRecord(change) || typeof change.pointer !== 'string' || !isTarget(change.target)) return [one.message]
    const { words, id } = targetPlace(change.target, change.pointer, known)
    return [`${words}${id === undefined ? '' : ` (${id})`}: ${why}.`]
  })
  return [...new Set(lines)]
}

function isTarget(value: unknown): value is AnchorTarget {
  return isRecord(value) && typeof value.kind === 'string' && Array.isArray(value.path)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
