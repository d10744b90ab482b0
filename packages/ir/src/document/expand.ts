import type { IrPinned, Workflow, WorkflowBody, WorkflowNode } from '@aob/schemas'
import { allNodes, bodyOf } from './bodies.ts'

/** A version of a workflow that sub-workflow nodes of that `ref` stand for. */
export interface PinnedWorkflow {
  artifactId: string
  workflow: Workflow
}

/** What sub-workflow refs stand for; every occurrence of a ref in one run is the same version. */
export type PinnedWorkflows = ReadonlyMap<string, PinnedWorkflow>

/** The ref of a sub-workflow node; undefined for any other. */
export function refOf(node: WorkflowNode): string | undefined {
  const ref: unknown = node.type === 'workflow' ? Reflect.get(node.config ?? {}, 'ref') : undefined
  return typeof ref === 'string' ? ref : undefined
}

/** Refs of the sub-workflows a document calls itself, bodies included, each once. */
export function refsIn(doc: Pick<Workflow, 'nodes'>): string[] {
  return [...new Set(allNodes(doc).flatMap(({ node }) => refOf(node) ?? []))]
}

/**
 * The document with the inner graph of every sub-workflow at `config.body`, as if it had been written there, and `config.pinned`
 * saying which version it is. Throws when a ref is not pinned or leads back to itself: whoever pins has refused that.
 */
export function expandWorkflows(doc: Workflow, pinned: PinnedWorkflows): Workflow {
  return refsIn(doc).length === 0 ? doc : { ...doc, nodes: expandNodes(doc.nodes, pinned, []) }
}

function expandNodes(nodes: readonly WorkflowNode[], pinned: PinnedWorkflows, calls: readonly string[]): WorkflowNode[] {
  return nodes.map((node) => {
    const ref = refOf(node)
    if (ref !== undefined) return expandCall(node, ref, pinned, calls)
    const body = bodyOf(node)
    return body ? { ...node, config: { ...node.config, body: { ...body, nodes: expandNodes(body.nodes, pinned, calls) } } } : node
  })
}

function expandCall(node: WorkflowNode, ref: string, pinned: PinnedWorkflows, calls: readonly string[]): WorkflowNode {
  const target = pinned.get(ref)
  if (!target || calls.includes(target.artifactId)) throw new Error(`The sub-workflow ${ref} is ${target ? 'inside itself' : 'not pinned'}.`)
  const { workflow, artifactId } = target
  const { unknownPolicy } = workflow.settings ?? {}
  // Its own policy for unknown types goes with its nodes: the caller's says nothing about them.
  const inner = workflow.nodes.map((each) => (unknownPolicy === undefined || each.unknownPolicy ? each : { ...each, unknownPolicy }))
  const body: WorkflowBody = { nodes: expandNodes(inner, pinned, [...calls, artifactId]), edges: workflow.edges }
  const pin: IrPinned = { ref, artifactId, name: workflow.name, ...(workflow.inputs === undefined ? {} : { inputs: workflow.inputs }) }
  return { ...node, config: { ...node.config, body, pinned: pin } }
}
