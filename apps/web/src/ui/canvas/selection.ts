/** What is selected; view state, never part of the document or its history. */
export interface CanvasSelection {
  nodes: readonly string[]
  edges: readonly string[]
}

export const NOTHING_SELECTED: CanvasSelection = { nodes: [], edges: [] }

/** The same elements, in any order. */
export function sameSelection(a: CanvasSelection, b: CanvasSelection): boolean {
  if (a === b) return true
  const same = (left: readonly string[], right: readonly string[]) => {
    if (left.length !== right.length) return false
    const known = new Set(right)
    return left.every((id) => known.has(id))
  }
  return same(a.nodes, b.nodes) && same(a.edges, b.edges)
}
