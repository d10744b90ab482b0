import type { AnchorTarget, Workflow } from '@aob/schemas'
import { type MergeResult, mergeWorkflows } from './merge.ts'
import type { MergeConflict } from './merge-conflict.ts'
import { isPlainField, type Side, type Sides, settled, settledFields } from './merge-settle.ts'

/** Whose word counts where two sides do not go together; the place is that of the conflict. */
export interface MergeDecision {
  reason: MergeConflict['reason']
  target: AnchorTarget
  pointer: string
  side: Side
}

const SIDES: readonly Side[] = ['left', 'right']
/** How often what a decision brings with it can be decided again: a removal, then what read from it, then what read from that. */
const MAX_ROUNDS = 32

/**
 * A merge of which somebody decided the conflicts: the side that loses a place is given what the other has there, then both are merged
 * anew. So a decided merge is a clean one of sides that agree, and what a decision brings about (a connection to a node that is gone) is
 * a conflict like any other. What is not decided goes to the side of `others`, with what deciding brings about; without one it stays.
 * Decisions about what is no conflict change nothing.
 */
export function mergeDecided(base: Workflow, left: Workflow, right: Workflow, decisions: readonly MergeDecision[], others?: Side): MergeResult {
  const open = new Map(decisions.map((decision) => [conflictKey(decision), decision.side]))
  const settledPlaces = new Set<string>()
  let sides: Sides = { base, left, right }
  let result = mergeWorkflows(base, left, right)
  for (let round = 0; round < MAX_ROUNDS && result.kind === 'conflict'; round++) {
    const sideOf = (conflict: MergeConflict) => {
      const key = conflictKey(conflict)
      // A place is decided once: what that does not settle is told.
      return settledPlaces.has(key) ? undefined : (open.get(key) ?? others)
    }
    const decided = result.conflicts.filter((conflict) => sideOf(conflict) !== undefined)
    if (decided.length === 0) return result
    for (const side of SIDES) {
      const fields = decided.filter((conflict) => isPlainField(conflict) && sideOf(conflict) === side)
      sides = settledFields(sides, fields, side)
    }
    for (const conflict of decided.filter((one) => !isPlainField(one)).sort(outermostLast)) {
      const side = sideOf(conflict)
      if (side) sides = settled(sides, conflict, side)
    }
    for (const conflict of decided) settledPlaces.add(conflictKey(conflict))
    result = mergeWorkflows(sides.base, sides.left, sides.right)
  }
  return result
}

/** The place of a conflict as one text: equal for the same place, whatever the sides have there. */
export function conflictKey({ reason, target, pointer }: Pick<MergeConflict, 'reason' | 'target' | 'pointer'>): string {
  return JSON.stringify([reason, target.kind, ...target.path, pointer])
}

/** A type is decided with all of its config: after the fields of the config, so that none of the other type is left. */
function outermostLast(one: MergeConflict, other: MergeConflict): number {
  return Number(one.pointer === '/type') - Number(other.pointer === '/type')
}
