import { type FieldProblem, isKnownType, type Limits, type Workflow } from '@aob/schemas'
import { agentLimit, agentLimitMessage, countAgents, isAgentType } from './agents.ts'
import { allNodes, someNode } from './bodies.ts'
import { isPlainObject } from './plain-object.ts'
import { fault, warning } from './problem.ts'
import type { ValidationOptions } from './validation-options.ts'

/** V1: sizes that are checked before anything walks the document. */
export function sizeProblems(doc: unknown, limits: Limits): FieldProblem[] {
  const problems: FieldProblem[] = []
  const count = (list: 'nodes' | 'edges'): number => listOf(doc, list).length
  const { nodes, depth } = extentOf(doc, limits)
  const edges = count('edges')
  if (nodes > limits.maxNodes) problems.push(fault('limit.nodes', '/nodes', `The workflow has ${nodes} nodes; at most ${limits.maxNodes} are allowed.`))
  if (edges > limits.maxEdges) problems.push(fault('limit.edges', '/edges', `The workflow has ${edges} edges; at most ${limits.maxEdges} are allowed.`))
  if (depth > limits.maxScopeDepth) problems.push(fault('limit.scope_depth', '/nodes', `Bodies are nested more than ${limits.maxScopeDepth} deep.`))
  return problems
}

function listOf(value: unknown, list: 'nodes' | 'edges'): unknown[] {
  const found: unknown = isPlainObject(value) ? Reflect.get(value, list) : undefined
  return Array.isArray(found) ? found : []
}

/** Nodes in all, those in bodies included, and how deep bodies lie in one another; counting stops beyond the limits. */
function extentOf(doc: unknown, limits: Limits): { nodes: number; depth: number } {
  let graphs: unknown[] = [doc]
  let [nodes, depth] = [0, -1]
  for (; graphs.length > 0 && nodes <= limits.maxNodes && depth <= limits.maxScopeDepth; depth++) {
    const bodies: unknown[] = []
    for (const graph of graphs) {
      const inner = listOf(graph, 'nodes')
      nodes += inner.length
      for (const node of inner) {
        const body = bodyIn(node)
        if (body) bodies.push(body)
      }
    }
    graphs = bodies
  }
  return { nodes, depth }
}

/** What lies at `config.body` of anything, when it has nodes. */
function bodyIn(node: unknown): unknown {
  const config: unknown = isPlainObject(node) ? Reflect.get(node, 'config') : undefined
  const body: unknown = isPlainObject(config) && Object.hasOwn(config, 'body') ? Reflect.get(config, 'body') : undefined
  return listOf(body, 'nodes').length > 0 ? body : undefined
}

/** V13: agents within the limit. V14: unknown types by their policy. */
export function limitProblems(doc: Workflow, options: Pick<ValidationOptions, 'limits' | 'agentsBefore'>): FieldProblem[] {
  return [...agentProblems(doc, options), ...unknownTypeProblems(doc)]
}

function agentProblems(doc: Workflow, { limits, agentsBefore = 0 }: Pick<ValidationOptions, 'limits' | 'agentsBefore'>): FieldProblem[] {
  const limit = agentLimit(doc, limits.maxAgents)
  const count = countAgents(doc)
  if (count <= limit || count <= agentsBefore) return []
  const first = allNodes(doc).filter(({ node }) => isAgentType(node.type))[limit]
  return [fault('limit.agents', first?.pointer ?? '/nodes', agentLimitMessage(count, limit), first && { nodeId: first.path[0] ?? '' })]
}

function unknownTypeProblems(doc: Workflow): FieldProblem[] {
  if (!someNode(doc, ({ type }) => !isKnownType(type))) return []
  return allNodes(doc).flatMap(({ node, path, pointer: at }) => {
    if (isKnownType(node.type)) return []
    const where = { nodeId: path[0] ?? node.id }
    const policy = node.unknownPolicy ?? doc.settings?.unknownPolicy ?? 'skip'
    const pointer = `${at}/type`
    const message = `The node type ${node.type} is not registered`
    if (policy === 'fail') return [fault('node.unknown_type', pointer, `${message}.`, where)]
    return [warning('node.unknown_type', pointer, `${message}; the node will be ${policy === 'hold' ? 'held' : 'passed by'}.`, where)]
  })
}
