import type { AnchoredChange } from '@aob/schemas'

/**
 * The changes that take anchored ones back, last one first. What was added is removed again, what was removed returns under its own id
 * (the only way it may, D-26), and a value gets back what it was. Inverting twice gives the changes themselves.
 */
export function invertChanges(changes: readonly AnchoredChange[]): AnchoredChange[] {
  return changes.map(invertChange).reverse()
}

function invertChange(change: AnchoredChange): AnchoredChange {
  const { target, pointer, op } = change
  switch (op) {
    case 'add':
      return { target, pointer, op: 'remove', before: change.value }
    case 'remove':
      return { target, pointer, op: 'add', value: change.before }
    case 'replace':
      return { target, pointer, op: 'replace', before: change.value, value: change.before }
    case 'reorder': {
      // `before` of a reorder is the element it used to follow, null for none.
      const { before, after } = change
      return { target, pointer, op: 'reorder', before: after ?? null, ...(typeof before === 'string' ? { after: before } : {}) }
    }
  }
}
