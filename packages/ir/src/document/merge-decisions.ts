import type { AnchorTarget, Workflow } from '@aob/schemas'
import { type MergeResult, mergeWorkflows } from './merge.ts'
import type { MergeConflict } from './merge-conflict.ts'
import { type Side, type Sides, settled } from './merge-settle.ts'

/** Whose word counts where two sides do not go together; the place is that of the conflict. */
export interface MergeDecision {
  reason: MergeConflict['reason']
  target: AnchorTarget
  pointer: string
  side: Side
}

/** How often what a decision brings with it can be decided again: a removal, then what read from it, then what read from that. */
const MAX_ROUNDS = 32

/**
 * A merge of which somebody decided the conflicts: the side that loses a place is given what the other has there, then both are merged
 * anew. So a decided merge is a clean one of sides that agree, and what a decision brings about (a connection to a node that is gone) is
 * a conflict like any other. What is not decided goes to the side of `others`, with what deciding brings about; without one it stays.
 * Decisions about what is no conflict change nothing.
 */
export function mergeDecided(base: Workflow, left: Workflow, right: Workflow, decisions: readonly MergeDecision[], others?: Side): MergeResult {
  const merging = mergeInSteps({ base, left, right }, decisions, others)
  for (let step = merging.next(); ; step = merging.next()) if (step.done) return step.value
}

/** The same a part at a time, for whoever has others to answer in between: of thousands of conflicts each part takes a while. */
export function* mergeInSteps(from: Sides, decisions: readonly MergeDecision[], others?: Side): Generator<void, MergeResult> {
  const open = new Map(decisions.map((decision) => [conflictKey(decision), decision.side]))
  const settledPlaces = new Set<string>()
  let sides = from
  let result = mergeWorkflows(from.base, from.left, from.right)
  for (let round = 0; round < MAX_ROUNDS && result.kind === 'conflict'; round++) {
    const sideOf = (conflict: MergeConflict) => {
      const key = conflictKey(conflict)
      // A place is decided once: what that does not settle is told.
      return settledPlaces.has(key) ? undefined : (open.get(key) ?? others)
    }
    const decided = result.conflicts.flatMap((conflict) => {
      const side = sideOf(conflict)
      return side ? [{ conflict, side }] : []
    })
    if (decided.length === 0) return result
    yield
    sides = settled(
      sides,
      decided.sort((one, other) => turnOf(one.conflict) - turnOf(other.conflict)),
    )
    yield
    for (const { conflict } of decided) settledPlaces.add(conflictKey(conflict))
    result = mergeWorkflows(sides.base, sides.left, sides.right)
  }
  return result
}

/** The place of a conflict as one text: equal for the same place, whatever the sides have there. */
export function conflictKey({ reason, target, pointer }: Pick<MergeConflict, 'reason' | 'target' | 'pointer'>): string {
  return JSON.stringify([reason, target.kind, ...target.path, pointer])
}

/** Fields first; a type with all of its config comes last, so that none of the other type is left. */
function turnOf({ reason, target, pointer }: MergeConflict): number {
  if (pointer === '/type') return 2
  return reason === 'value_changed' && target.kind === 'node' && target.path.length === 1 ? 0 : 1
}
