import { type Names, namesOf, type PatchConflict } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { connectionWords, type StepPlace, targetPlace } from '../../../ui/step-place.ts'

/** One thing two sides changed, in the words of the page. */
export interface ConflictSides {
  /** The node or connection, and the field of it. */
  place: StepPlace
  message: string
  mine: string
  theirs: string
  /** False where nothing is there any more to put mine on. */
  mineFits: boolean
}

const GONE = 'Removed'

const WORDS: Record<PatchConflict['reason'], string> = {
  value_changed: 'Others changed it, too.',
  target_missing: 'Others removed it meanwhile.',
  target_exists: 'Others added it, too, with something else in it.',
  edge_dangles: 'Others removed a step at its end.',
}

/** The names of the steps some conflicts are about: as they are called now, else as they were called before they were removed. */
export function namesIn(conflicts: readonly PatchConflict[], now: Workflow, before: Workflow): Names {
  return namesOf(
    [now, before],
    conflicts.map(({ change, current }) => ({ target: change.target, values: [current, change.before, change.value] })),
  )
}

/** Whether there is anything left to put my side on. */
export function mineFits({ change: { target }, reason }: Pick<PatchConflict, 'change' | 'reason'>): boolean {
  return reason !== 'target_missing' && !(reason === 'edge_dangles' && target.kind === 'edge')
}

export function conflictSides({ change, current, reason }: PatchConflict, names: Names): ConflictSides {
  const { target, pointer } = change
  const words = (value: unknown) => wordsOf(value, target, names)
  return {
    place: targetPlace(target, pointer, names),
    message: WORDS[reason],
    mine: change.op === 'remove' ? GONE : words(change.value),
    theirs: current === undefined ? (reason === 'target_missing' || reason === 'value_changed' ? GONE : 'Nothing') : words(current),
    mineFits: mineFits({ change, reason }),
  }
}

/** A connection by where it leads, anything else as it stands in the document. */
function wordsOf(value: unknown, { kind, path }: PatchConflict['change']['target'], names: Names): string {
  if (typeof value === 'string') return value
  const isEdge = kind === 'edge' && isRecord(value) && typeof value.from === 'string' && typeof value.to === 'string'
  if (!isEdge) return JSON.stringify(value, undefined, 1)
  const { from, to, when } = value as { from: string; to: string; when?: unknown } // looked at above
  return `${connectionWords(path.slice(0, -1), { from, to }, names)}${typeof when === 'string' ? ` when ${when}` : ''}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
