import { v5 as uuidv5 } from 'uuid'

/** Namespace of the ids of agents' patches. */
const NAMESPACE = '6f0d3f1e-6d0b-4b53-9d0a-1b1f8f3c7a52'

/**
 * The id of a patch an agent proposes: the same for the same operations by the same call of the same node, whatever attempt it is,
 * so that an attempt that runs again after a crash finds its own proposal instead of making a second one.
 */
export function agentPatchId(input: { runId: string; nodeId: string; call: number; operations: unknown }): string {
  return uuidv5(JSON.stringify([input.runId, input.nodeId, input.call, input.operations]), NAMESPACE)
}
