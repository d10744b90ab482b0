import { type FieldProblem, isKnownType, type Limits, type Workflow } from '@aob/schemas'
import { agentLimit, agentLimitMessage, countAgents, isAgentType } from './agents.ts'
import { isPlainObject } from './diff.ts'
import { formatPointer } from './pointer.ts'
import { fault, warning } from './problem.ts'

/** V1: sizes that are checked before anything walks the document. */
export function sizeProblems(doc: unknown, limits: Limits): FieldProblem[] {
  const problems: FieldProblem[] = []
  const count = (list: 'nodes' | 'edges'): number => {
    const value: unknown = isPlainObject(doc) ? Reflect.get(doc, list) : undefined
    return Array.isArray(value) ? value.length : 0
  }
  const nodes = count('nodes')
  const edges = count('edges')
  if (nodes > limits.maxNodes) problems.push(fault('limit.nodes', '/nodes', `The workflow has ${nodes} nodes; at most ${limits.maxNodes} are allowed.`))
  if (edges > limits.maxEdges) problems.push(fault('limit.edges', '/edges', `The workflow has ${edges} edges; at most ${limits.maxEdges} are allowed.`))
  return problems
}

/** V13: agents within the limit. V14: unknown types by their policy. */
export function limitProblems(doc: Workflow, limits: Limits): FieldProblem[] {
  return [...agentProblems(doc, limits), ...unknownTypeProblems(doc)]
}

function agentProblems(doc: Workflow, limits: Limits): FieldProblem[] {
  const limit = agentLimit(doc, limits.maxAgents)
  const count = countAgents(doc)
  if (count <= limit) return []
  const agents = doc.nodes.flatMap((node, index) => (isAgentType(node.type) ? [{ node, index }] : []))
  const first = agents[limit]
  return [fault('limit.agents', first ? formatPointer(['nodes', first.index]) : '/nodes', agentLimitMessage(count, limit), first && { nodeId: first.node.id })]
}

function unknownTypeProblems(doc: Workflow): FieldProblem[] {
  return doc.nodes.flatMap((node, index) => {
    if (isKnownType(node.type)) return []
    const policy = node.unknownPolicy ?? doc.settings?.unknownPolicy ?? 'skip'
    const pointer = formatPointer(['nodes', index, 'type'])
    const message = `The node type ${node.type} is not registered`
    if (policy === 'fail') return [fault('node.unknown_type', pointer, `${message}.`, { nodeId: node.id })]
    return [warning('node.unknown_type', pointer, `${message}; the node will be ${policy === 'hold' ? 'held' : 'passed by'}.`, { nodeId: node.id })]
  })
}
