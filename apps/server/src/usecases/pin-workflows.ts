import { allNodes, bodyOf, type PinnedWorkflow, type PinnedWorkflows, refOf, refsIn } from '@aob/ir/document'
import type { Ir, IrNode, Workflow, WorkflowNode } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Engine } from './engine.ts'
import { loadVersion, resolveRef } from './versions.ts'

/** Versions that refs of a run stand for already: a run never resolves a ref twice. */
export type KnownPins = ReadonlyMap<string, string>

/**
 * The versions all sub-workflows of a document stand for, those inside them included (D-28). Throws `resource.not_found`,
 * `workflow.archived`, `workflow.recursion`, and `limit.*` when the whole would be larger or deeper than a workflow may be.
 */
export async function pinWorkflows(engine: Engine, workspaceId: string, workflow: Workflow, known: KnownPins = new Map()): Promise<PinnedWorkflows> {
  const pinned = new Map<string, PinnedWorkflow>()
  const work = refsIn(workflow).map((ref) => ({ ref, caller: workflow }))
  let nodes = allNodes(workflow).length
  for (let at = 0; at < work.length; at += 1) {
    const { ref, caller } = work[at] ?? { ref: '', caller: workflow }
    if (pinned.has(ref)) continue
    const target = await resolve(engine, workspaceId, ref, known).catch((error: unknown) => {
      throw error instanceof DomainError ? located(error, caller, ref) : error
    })
    pinned.set(ref, target)
    // Each version is loaded once; what they add up to without repetition is already more than the whole may be.
    nodes += allNodes(target.workflow).length
    refuseSize(engine, nodes)
    work.push(...refsIn(target.workflow).map((inner) => ({ ref: inner, caller: target.workflow })))
  }
  measure(engine, workflow, pinned)
  return pinned
}

async function resolve(engine: Engine, workspaceId: string, ref: string, known: KnownPins): Promise<PinnedWorkflow> {
  const artifactId = known.get(ref) ?? (await resolveRef(engine.documents, workspaceId, { ref })).artifactId
  const { workflow } = await loadVersion(engine, artifactId)
  return { artifactId, workflow }
}

/** The same failure, pointing at the node that calls. */
function located(error: DomainError, caller: Workflow, ref: string): DomainError {
  const call = allNodes(caller).find(({ node }) => refOf(node) === ref)
  return new DomainError(error.code, error.message, { ...error.detail, ...(call ? { pointer: `${call.pointer}/config/ref` } : {}) })
}

interface Extent {
  nodes: number
  depth: number
}

/** Nodes and depth of the whole, from those of its parts: expanding first could take for ever. Refuses what leads back to itself. */
function measure(engine: Engine, workflow: Workflow, pinned: PinnedWorkflows): void {
  const extents = new Map<string, Extent>()
  const extentOfRef = (ref: string, calls: readonly string[]): Extent => {
    const target = pinned.get(ref)
    if (!target) return { nodes: 0, depth: 0 }
    if (calls.includes(target.artifactId))
      throw new DomainError('workflow.recursion', `The sub-workflow ${ref} leads back to itself: ${names(calls, pinned)} → ${ref}.`)
    const found = extents.get(ref) ?? extentOf(target.workflow.nodes, [...calls, target.artifactId])
    extents.set(ref, found)
    refuseSize(engine, found.nodes)
    return found
  }
  const extentOf = (nodes: readonly WorkflowNode[], calls: readonly string[]): Extent =>
    nodes.reduce(
      (sum, node) => {
        const ref = refOf(node)
        const body = bodyOf(node)
        const inside = ref === undefined ? body && extentOf(body.nodes, calls) : extentOfRef(ref, calls)
        return { nodes: sum.nodes + 1 + (inside?.nodes ?? 0), depth: Math.max(sum.depth, inside ? inside.depth + 1 : 0) }
      },
      { nodes: 0, depth: 0 },
    )
  const { nodes, depth } = extentOf(workflow.nodes, [])
  refuseSize(engine, nodes)
  const { maxScopeDepth } = engine.limits
  if (depth > maxScopeDepth)
    throw new DomainError('limit.scope_depth', `Bodies and sub-workflows are nested ${depth} deep; at most ${maxScopeDepth} are allowed.`)
}

function names(calls: readonly string[], pinned: PinnedWorkflows): string {
  const refs = new Map([...pinned].map(([ref, { artifactId }]) => [artifactId, ref]))
  return calls.map((artifactId) => refs.get(artifactId) ?? artifactId).join(' → ')
}

function refuseSize(engine: Engine, nodes: number): void {
  const { maxNodes } = engine.limits
  if (nodes > maxNodes) throw new DomainError('limit.nodes', `With its sub-workflows the workflow has more than ${maxNodes} nodes.`, { pointer: '/nodes' })
}

/** What the refs of a run stand for, as its program says. */
export function pinsOf(ir: Ir): KnownPins {
  const pins = new Map<string, string>()
  const work: IrNode[] = Object.values(ir.nodes)
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (!node.scope) continue
    if (node.scope.pinned) pins.set(node.scope.pinned.ref, node.scope.pinned.artifactId)
    work.push(...Object.values(node.scope.nodes))
  }
  return pins
}
