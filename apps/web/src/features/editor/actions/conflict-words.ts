import type { PatchConflict } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

/** One thing two sides changed, in the words of the page. */
export interface ConflictSides {
  /** The node or connection, and the field of it. */
  place: string
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

export function conflictSides({ change, current, reason }: PatchConflict, document: Workflow): ConflictSides {
  const { target, pointer } = change
  const field = pointer.split('/').filter(Boolean).map(asWritten).join(' › ')
  const mineFits = reason !== 'target_missing' && !(reason === 'edge_dangles' && target.kind === 'edge')
  return {
    place: [placeOf(target, document), field].filter(Boolean).join(' · '),
    message: WORDS[reason],
    mine: change.op === 'remove' ? GONE : wordsOf(change.value),
    theirs: current === undefined ? (reason === 'target_missing' || reason === 'value_changed' ? GONE : 'Nothing') : wordsOf(current),
    mineFits,
  }
}

const asWritten = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~')

function placeOf({ kind, path }: PatchConflict['change']['target'], document: Workflow): string {
  const id = path.at(-1)
  if (kind === 'root' || id === undefined) return 'Workflow'
  if (kind === 'edge') return `Connection ${path.join(' › ')}`
  const node = path.length === 1 ? document.nodes.find((candidate) => candidate.id === id) : undefined
  return node ? nodeTitle(node) : path.join(' › ')
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)
}
