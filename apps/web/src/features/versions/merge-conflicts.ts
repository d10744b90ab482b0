/** What two tags did that does not go together, in the words of the page: the place, and what each of them has there. */
export interface ShownConflict {
  place: string
  message: string
  /** What the tag has that is merged into, and what the one has that is merged; absent where it has nothing. */
  ours?: string
  theirs?: string
}

/** The conflicts of a 409, as the server lists them; anything else about them is passed over. */
export function mergeConflictsOf(data: Readonly<Record<string, unknown>>): ShownConflict[] {
  const list: unknown = data.conflict
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    if (!isRecord(item) || typeof item.message !== 'string') return []
    return [{ place: placeOf(item), message: item.message, ...shown('ours', item.left), ...shown('theirs', item.right) }]
  })
}

function placeOf({ target, pointer }: Record<string, unknown>): string {
  const path = isRecord(target) && Array.isArray(target.path) ? target.path.join(' › ') : ''
  const field = typeof pointer === 'string' ? pointer.split('/').filter(Boolean).join(' › ') : ''
  return [path, field].filter(Boolean).join(' · ') || 'Workflow'
}

function shown<Side extends string>(side: Side, value: unknown): Partial<Record<Side, string>> {
  if (value === undefined) return {}
  // One side under its own name.
  return { [side]: typeof value === 'string' ? value : JSON.stringify(value, undefined, 1) } as Partial<Record<Side, string>>
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
