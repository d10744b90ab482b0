import { type PatchConflict, rebaseOperations } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { asidePlace } from '../draft/aside-place.ts'
import type { SetAside } from '../draft/replica.ts'

/** One choice of a person: all that was set aside about one field, by its last word. */
export interface Decision {
  /** The same for as long as there is something to decide about it, however much is typed on. */
  place: string
  /** What the first of it is called: later ones are named by what the first has made. */
  label: string
  /** The last word, against what others have now. */
  item: SetAside
  /** What it was typed over, oldest first: it goes when the decision is made. */
  replaced: readonly SetAside[]
  /** Values of those that are neither in the last word nor what it was made of. */
  lost: readonly unknown[]
}

/** What was set aside as decisions, the oldest first; each gesture is in exactly one. */
export function decisionsOf(aside: readonly SetAside[], document: Workflow): Decision[] {
  const places = new Map<string, SetAside[]>()
  for (const item of aside) {
    const place = asidePlace(item)
    const there = places.get(place)
    if (there) there.push(item)
    else places.set(place, [item])
  }
  return [...places].flatMap(([place, items]) => {
    const [first, last] = [items[0], items.at(-1)]
    if (!first || !last) return []
    return [
      { place, label: first.gesture.label, item: { ...last, conflicts: asOf(last.conflicts, document) }, replaced: items.slice(0, -1), lost: lostOf(items) },
    ]
  })
}

/** The other side goes on as well: what it has by now, where the two still do not agree. */
function asOf(conflicts: readonly PatchConflict[], document: Workflow): PatchConflict[] {
  return conflicts.map((conflict) => {
    const now = rebaseOperations([conflict.change], document)
    return (now.kind === 'conflict' ? now.conflicts[0] : undefined) ?? conflict
  })
}

function lostOf(items: readonly SetAside[]): unknown[] {
  const changes = items.flatMap(({ gesture }) => gesture.changes.slice(0, 1))
  const end = wordsOf(changes.at(-1)?.value)
  return changes.slice(0, -1).flatMap(({ value }, index) => {
    const words = wordsOf(value)
    return words === '' || wordsOf(changes[index + 1]?.before) === words || end.includes(words) ? [] : [value]
  })
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
