import { applyOperations, type PatchConflict, rebaseOperations } from '@aob/ir/document'
import type { AnchoredChange, Workflow } from '@aob/schemas'
import { type GestureFacts, gestureBetween, type LocalGesture } from './local-gesture.ts'
import type { Choice, SetAside } from './replica.ts'

/** Each turn settles the conflicts the last one left; what a gesture touches bounds them. */
const MAX_TURNS = 8

/**
 * The gesture with the person's side put over what others did: their value replaces the other one, their removal takes along what was
 * hung on since. Changes they yield, one choice for each conflict, and those about something that is gone fall away; undefined when
 * nothing is left.
 */
export function insistedOn(
  { gesture, conflicts }: SetAside,
  document: Workflow,
  facts: Pick<GestureFacts, 'patchId' | 'order'>,
  choices: readonly Choice[] = [],
): LocalGesture | undefined {
  const yielded = new Set(conflicts.flatMap(({ change }, index) => (choices[index] === 'theirs' ? [JSON.stringify(change)] : [])))
  let changes = gesture.changes.filter((change) => !yielded.has(JSON.stringify(change)))
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const rebased = rebaseOperations(changes, document)
    if (rebased.kind === 'ok') {
      const result = applyOperations(document, rebased.operations)
      // Operations of a rebase apply to what they were rebased onto and keep a workflow a workflow.
      return result.kind === 'ok' ? gestureBetween(document, result.document as Workflow, { ...facts, label: gesture.label }) : undefined
    }
    const faults = new Map(rebased.conflicts.map((conflict) => [conflict.change, conflict]))
    changes = changes.flatMap((change) => {
      const conflict = faults.get(change)
      return conflict ? overruled(change, conflict) : [change]
    })
  }
  return undefined
}

function overruled(change: AnchoredChange, { reason, current }: PatchConflict): AnchoredChange[] {
  const { target } = change
  switch (reason) {
    case 'value_changed':
      // Where the other side took the value away, there is nothing to put ours over but the empty place.
      return [current === undefined ? withoutBefore({ ...change, op: change.op === 'replace' ? 'add' : change.op }) : { ...change, before: current }]
    case 'target_exists':
      return [{ target, pointer: '', op: 'remove', before: current }, change]
    case 'target_missing':
      return []
    case 'edge_dangles': {
      if (target.kind !== 'node') return []
      const edge = {
        target: { kind: 'edge' as const, path: [...target.path.slice(0, -1), idOf(current)] },
        pointer: '',
        op: 'remove' as const,
        before: current,
      }
      return [edge, change]
    }
  }
}

function withoutBefore({ before: _before, ...change }: AnchoredChange): AnchoredChange {
  return change
}

function idOf(edge: unknown): string {
  const id = typeof edge === 'object' && edge !== null ? Reflect.get(edge, 'id') : undefined
  return typeof id === 'string' ? id : ''
}
