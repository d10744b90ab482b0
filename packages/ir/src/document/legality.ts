import {
  type Actor,
  canonicalType,
  type FieldProblem,
  type Ir,
  isKnownType,
  type Limits,
  type Workflow,
  type WorkflowBody,
  type WorkflowNode,
} from '@aob/schemas'
import { formatPath } from './address.ts'
import { agentLimit, agentLimitMessage, countAgents } from './agents.ts'
import { allNodes, bodyOf, holdsIrreversible, ownConfig } from './bodies.ts'
import { protectionsOf } from './gates.ts'
import { jsonEqual } from './json-equality.ts'
import type { LegalityRefusal } from './legality-refusal.ts'
import { emptyRecord } from './own-property.ts'
import type { RunHistory } from './run-history.ts'
import { judgeSwap, type RunShape, type ShapeEdge, type ShapeNode } from './swap-legality.ts'

export interface PatchCase {
  /** The run's head before the patch. */
  before: Workflow
  /** The head the patch leads to; valid on its own. */
  after: Workflow
  /** The latest IR of the run: `before`, lowered. */
  ir: Ir
  state: RunHistory
  actor: Actor
  limits: Pick<Limits, 'maxAgents'>
}

export type PatchVerdict = { kind: 'legal'; warnings: FieldProblem[] } | { kind: 'illegal'; refusal: LegalityRefusal }

/**
 * Whether a patch may be applied to a run (D-04): a pure function of documents, IR and state, with the same verdict wherever it is
 * asked. Rules L1 to L12 of SPEC.md; of several broken ones the most direct is named. Validity of `after` by itself is `validateWorkflow`'s business.
 */
export function judgePatch({ before, after, ir, state, actor, limits }: PatchCase): PatchVerdict {
  const refusal =
    judgeSwap(ir, shapeOf(after), state) ??
    judgeProtection(before, after, actor) ??
    tooManyAgents(before, after, limits.maxAgents) ??
    refusedTypes(before, after)
  return refusal ? { kind: 'illegal', refusal } : { kind: 'legal', warnings: unknownTypeWarnings(before, after) }
}

function shapeOf(doc: WorkflowBody): RunShape {
  const nodes = emptyRecord<ShapeNode>()
  for (const node of doc.nodes) {
    const join = node.join ?? 'all'
    const body = canonicalType(node.type) === 'workflow' ? undefined : bodyOf(node)
    nodes[node.id] = {
      type: canonicalType(node.type) ?? node.type,
      config: ownConfig(node),
      ...(typeof join === 'object' ? { join: 'any', joinCount: join.n } : { join }),
      ...(body ? { scope: shapeOf(body) } : {}),
    }
  }
  const edges = emptyRecord<ShapeEdge>()
  for (const { id, from, to, fromPort, when } of doc.edges) edges[id] = { from, to, port: fromPort ?? 'out', ...(when === undefined ? {} : { when }) }
  return { nodes, edges }
}

/** L5 to L8: what only people may do, to a run or to a version. The first rule broken; undefined for people. */
export function judgeProtection(before: Workflow, after: Workflow, actor: Pick<Actor, 'kind'>): LegalityRefusal | undefined {
  if (actor.kind === 'human') return undefined
  return touchedIrreversible(before, after) ?? removedGate(before, after) ?? touchedOutside(before, after)
}

/** L5: every human gate before an irreversible node stays before it, by the same port. The node itself is L6's business, judged before. */
function removedGate(before: WorkflowBody, after: WorkflowBody): LegalityRefusal | undefined {
  const key = (nodeId: string, gateId: string, port?: string) => [nodeId, gateId, port ?? ''].join('\n')
  const kept = new Set(protectionsOf(after).map(({ nodeId, gateId, port }) => key(nodeId, gateId, port)))
  const lost = protectionsOf(before).find(({ nodeId, gateId, port }) => !kept.has(key(nodeId, gateId, port)))
  if (!lost) return inBodies(before, after, (old, now) => removedGate(old, now))
  const way = lost.port === undefined ? '' : ` by its port ${lost.port}`
  return {
    rule: 'L5',
    code: 'patch.illegal',
    message: `A path to the irreversible node ${lost.nodeId} would no longer pass the gate ${lost.gateId}${way}.`,
    nodeId: lost.nodeId,
    allowed: `Add steps so that every path to ${lost.nodeId} still passes ${lost.gateId}${way}, or ask a person to make this change.`,
  }
}

/** L6: `irreversible` is not cleared, by removing the node neither. L7: such a node's type and config stay. */
function touchedIrreversible(before: WorkflowBody, after: WorkflowBody, at = ''): LegalityRefusal | undefined {
  const now = new Map(after.nodes.map((node, index) => [node.id, { node, index }]))
  for (const old of before.nodes) {
    if (!holdsIrreversible(old)) continue
    const found = now.get(old.id)
    const what = old.irreversible ? `The irreversible node ${old.id}` : `The node ${old.id}, which holds an irreversible one,`
    if (!found) return protection('L6', old.id, undefined, `${what} would be removed.`)
    const pointer = `${at}/nodes/${found.index}`
    if (old.irreversible && !found.node.irreversible) return protection('L6', old.id, `${pointer}/irreversible`, `${what} would lose its mark irreversible.`)
    const part = old.type !== found.node.type ? 'type' : jsonEqual(ownConfig(old), ownConfig(found.node)) ? undefined : 'config'
    if (part) return protection('L7', old.id, `${pointer}/${part}`, `The ${part} of ${what.replace('The ', 'the ')} would change.`)
    // Inside, each irreversible node has the same protection.
    const [oldBody, newBody] = [bodyOf(old), bodyOf(found.node) ?? EMPTY_BODY]
    const inside = oldBody && touchedIrreversible(oldBody, newBody, `${pointer}/config/body`)
    if (inside) return inside
  }
  return undefined
}

const EMPTY_BODY: WorkflowBody = { nodes: [], edges: [] }

/** The first refusal among the bodies of nodes that both graphs have. */
function inBodies(
  before: WorkflowBody,
  after: WorkflowBody,
  judge: (old: WorkflowBody, now: WorkflowBody) => LegalityRefusal | undefined,
): LegalityRefusal | undefined {
  const now = new Map(after.nodes.map((node) => [node.id, node]))
  for (const node of before.nodes) {
    const [old, kept] = [bodyOf(node), now.get(node.id)]
    const body = kept && bodyOf(kept)
    const refusal = old && body && judge(old, body)
    if (refusal) return refusal
  }
  return undefined
}

function protection(rule: 'L6' | 'L7', nodeId: string, pointer: string | undefined, message: string): LegalityRefusal {
  const allowed = 'Leave the node as it is and add steps before or after it, or ask a person to make this change.'
  return { rule, code: 'patch.illegal', message, nodeId, ...(pointer === undefined ? {} : { pointer }), allowed }
}

/** L8: nothing outside nodes and edges. */
function touchedOutside(before: Workflow, after: Workflow): LegalityRefusal | undefined {
  const members = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const member of members) {
    if (member === 'nodes' || member === 'edges' || jsonEqual(Reflect.get(before, member), Reflect.get(after, member))) continue
    return {
      rule: 'L8',
      code: 'patch.illegal',
      message: `Only a person may change /${member}.`,
      pointer: `/${member}`,
      allowed: 'Change /nodes and /edges only.',
    }
  }
  return undefined
}

/** L11: agents stay within the limit, which a patch cannot raise above the workspace's. A patch that adds none is not held to it. */
function tooManyAgents(before: Workflow, after: Workflow, workspaceLimit: number): LegalityRefusal | undefined {
  const limit = agentLimit(after, workspaceLimit)
  const count = countAgents(after)
  if (count <= limit || count <= countAgents(before)) return undefined
  return { rule: 'L11', code: 'limit.agents', message: agentLimitMessage(count, limit), pointer: '/nodes', allowed: `At most ${limit} agent nodes.` }
}

/** L12: no node of an unknown type comes in where the policy for them is `fail`. */
function refusedTypes(before: Workflow, after: Workflow): LegalityRefusal | undefined {
  const refused = newUnknown(before, after).find(({ node }) => (node.unknownPolicy ?? after.settings?.unknownPolicy) === 'fail')
  if (!refused) return undefined
  return {
    rule: 'L12',
    code: 'node.unknown_type',
    message: `The node type ${refused.node.type} is not registered.`,
    nodeId: refused.node.id,
    pointer: `${refused.pointer}/type`,
    allowed: 'Use a registered node type.',
  }
}

function unknownTypeWarnings(before: Workflow, after: Workflow): FieldProblem[] {
  return newUnknown(before, after).map(({ node, pointer }) => ({
    code: 'node.unknown_type',
    message: `The node type ${node.type} is not registered; the node will not run.`,
    pointer: `${pointer}/type`,
    severity: 'warning',
    nodeId: node.id,
  }))
}

/** Nodes of an unregistered type, in bodies too, that the patch adds or turns into one. */
function newUnknown(before: Workflow, after: Workflow): { node: WorkflowNode; pointer: string }[] {
  const types = new Map(allNodes(before).map(({ node, path }) => [formatPath(path), node.type]))
  return allNodes(after).flatMap(({ node, path, pointer }) => (isKnownType(node.type) || types.get(formatPath(path)) === node.type ? [] : [{ node, pointer }]))
}
