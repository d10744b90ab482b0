import { topologicalOrder } from '@aob/ir/document'
import type { Ir, IrNode } from '@aob/schemas'
import type { Executor, ExpressionScope, Expressions } from '../../apps/server/src/ports/execution.ts'

export interface PlayedRun {
  outputs: Record<string, unknown>
  failed: Record<string, string>
}

interface Play {
  ir: Ir
  inputs: unknown
  vars: Record<string, string>
  executors: Readonly<Record<string, Executor>>
  expressions: Expressions
  runId: string
}

/** Order in which every node comes after those that lead to it. */
function order(ir: Ir): string[] {
  const incoming = new Map(Object.values(ir.nodes).map((node) => [node.id, node.in.flatMap((id) => ir.edges[id] ?? [])]))
  const outgoing = new Map(Object.values(ir.nodes).map((node) => [node.id, node.out.flatMap((id) => ir.edges[id] ?? [])]))
  const nodes = new Map(Object.values(ir.nodes).map(({ id, type }) => [id, { id, type, position: { x: 0, y: 0 } }]))
  return topologicalOrder({ nodes, edges: new Map(), incoming, outgoing, entries: ir.entries })
}

/**
 * Plays a workflow with real executors, one node after the other, without an engine: enough to see that every expression, address and
 * function of an example works. Gates are approved.
 */
export async function playWorkflow({ ir, inputs, vars, executors, expressions, runId }: Play): Promise<PlayedRun> {
  const taken = new Set<string>()
  const outputs: Record<string, unknown> = {}
  const failed: Record<string, string> = {}
  const scope = (): ExpressionScope => ({ inputs, nodes: outputs, run: { id: runId, workflow: ir.name }, vars })

  async function execute(node: IrNode): Promise<string> {
    if (node.type === 'hitl') {
      outputs[node.id] = { decision: 'approve' }
      return 'approve'
    }
    const result = await executors[node.type]?.execute({
      runId,
      workspaceId: 'local',
      partition: 0,
      workflowName: ir.name,
      node,
      address: node.id,
      graph: ir,
      ir,
      irVersion: 1,
      headArtifactId: 'head',
      attempt: 1,
      idempotencyKey: `${runId}/${node.id}`,
      scope: scope(),
      signal: AbortSignal.timeout(10_000),
      progress: async () => undefined,
    })
    if (result?.kind === 'succeeded') {
      outputs[node.id] = result.output
      return result.port
    }
    failed[node.id] = result?.kind === 'failed' ? `${result.error.code}: ${result.error.message}` : 'no result'
    return 'error'
  }

  for (const id of order(ir)) {
    const node = ir.nodes[id]
    if (!node || (node.in.length > 0 && !node.in.some((edgeId) => taken.has(edgeId)))) continue
    const port = await execute(node)
    for (const edgeId of node.out) {
      const edge = ir.edges[edgeId]
      if (edge?.port === port && (edge.when === undefined || expressions.condition(edge.when, { ...scope(), output: outputs[id] }))) taken.add(edgeId)
    }
  }
  return { outputs, failed }
}
