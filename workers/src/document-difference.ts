import type { Workflow } from '@aob/schemas'

/** Elements of a list that are others than before: single ones, or a stretch with another length. */
type ListDifference<Element> =
  | { kind: 'whole'; elements: readonly Element[] }
  | { kind: 'same' }
  | { kind: 'elements'; changed: ReadonlyArray<readonly [index: number, element: Element]> }
  | { kind: 'stretch'; from: number; removed: number; put: readonly Element[] }

/** What one document has that the one before it had not; survives structured cloning. */
export interface DocumentDifference {
  /** The document without its nodes and edges. */
  frame: Omit<Workflow, 'nodes' | 'edges'>
  nodes: ListDifference<Workflow['nodes'][number]>
  edges: ListDifference<Workflow['edges'][number]>
}

/**
 * The difference between two documents that share the elements that did not change, told by identity: it costs a walk over both and
 * is as large as what changed, so that a document of thousands of nodes does not cross a border with every edit.
 */
export function differenceOf(before: Workflow | undefined, after: Workflow): DocumentDifference {
  const { nodes, edges, ...frame } = after
  return { frame, nodes: listDifference(before?.nodes, nodes), edges: listDifference(before?.edges, edges) }
}

/** The document a difference leads to; elements it does not name are the objects of the one before. */
export function withDifference(before: Workflow | undefined, { frame, nodes, edges }: DocumentDifference): Workflow {
  return { ...frame, nodes: listWith(before?.nodes ?? [], nodes), edges: listWith(before?.edges ?? [], edges) }
}

function listDifference<Element>(before: readonly Element[] | undefined, after: readonly Element[]): ListDifference<Element> {
  if (!before) return { kind: 'whole', elements: after }
  if (before === after) return { kind: 'same' }
  if (before.length === after.length) {
    const changed = after.flatMap((element, index) => (element === before[index] ? [] : [[index, element] as const]))
    return changed.length === 0 ? { kind: 'same' } : { kind: 'elements', changed }
  }
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let behind = 0
  while (behind < shorter - from && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind++
  return { kind: 'stretch', from, removed: before.length - behind - from, put: after.slice(from, after.length - behind) }
}

function listWith<Element>(before: readonly Element[], difference: ListDifference<Element>): Element[] {
  if (difference.kind === 'whole') return [...difference.elements]
  const list = [...before]
  if (difference.kind === 'elements') for (const [index, element] of difference.changed) list[index] = element
  // Not splice(...put): a hundred thousand arguments are more than a call takes.
  if (difference.kind === 'stretch') return [...list.slice(0, difference.from), ...difference.put, ...list.slice(difference.from + difference.removed)]
  return list
}
