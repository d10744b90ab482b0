/** The data an expression can read; what a place does not have is left out. */
export interface ExpressionScope {
  inputs: unknown
  nodes: Readonly<Record<string, unknown>>
  run: { id: string; workflow: string }
  /** Workspace variables set by the operator (`AOB_VARS`, a JSON object of strings), e.g. base addresses. */
  vars: Readonly<Record<string, string>>
  /** In the body of a map: its item and the item's index, from 0. */
  item?: unknown
  index?: number
  /** In the body of a loop, and in its conditions: which time it runs, from 0, and the result of the time before, null at first. */
  iteration?: number
  previous?: unknown
  /** Output of the edge's own node; only while judging an edge condition. */
  output?: unknown
}
