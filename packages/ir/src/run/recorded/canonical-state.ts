import { compareIds } from '../../document/graph.ts'
import type { NodeState, RunState } from '../state.ts'

/**
 * What a run came to, as text to be hashed: the same for two runs that went the same way. Left out is what two runs never share: ids of runs,
 * versions, approvals, patches and commands, times and durations, the number of the last event, and whether an output was executed or reused.
 * Members are in code unit order (RFC 8785 for these values: strings, integers, booleans).
 */
export function canonicalState(state: RunState): string {
  const { workflowName, inputsRef, irRef, irVersion, status, failing, error } = state
  return canonicalText({
    workflowName,
    inputsRef,
    irRef,
    irVersion,
    status,
    failing,
    error,
    nodes: Object.fromEntries(state.nodes.entries().map(([id, node]) => [id, canonicalNode(node)])),
    edges: state.edges.toRecord(),
    results: state.results,
    failures: state.failures,
    agents: state.agents,
  })
}

function canonicalNode({ status, attempt, port, outputRef, outputBytes, error, awaiting, scope }: NodeState): object {
  return { status, attempt, port, outputRef, outputBytes, error, awaiting: awaiting?.length, scope }
}

/** JSON with members in code unit order; members that are undefined are left out. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([left], [right]) => compareIds(left, right))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(',')}}`
}
