/** A legality verdict with the rule broken, where, and what would be allowed (D-04). */
export interface LegalityRefusal {
  /** Rule id of packages/ir/SPEC.md, e.g. `L3`. */
  rule: string
  code: 'patch.illegal' | 'run.terminal' | 'limit.agents' | 'node.unknown_type'
  message: string
  nodeId?: string
  edgeId?: string
  pointer?: string
  /** What would be allowed instead. */
  allowed?: string
}
