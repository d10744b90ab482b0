/** Runs that wait for a person and are patched meanwhile through the public API. */
import type { Operation, Workflow } from '@aob/schemas'
import { getJson, postJson, startRun, untilRun } from './api.ts'

const COLUMNS = 10

/** A person at the front, so that the run waits; then joins in rows of ten, each after the one before it. */
export function waitingWorkflow(name: string, nodes: number, prefix = 'step'): Workflow {
  const steps = Array.from({ length: nodes - 1 }, (_, index) => index + 1)
  return {
    schemaVersion: 1,
    name,
    nodes: [
      { id: `${prefix}0`, type: 'hitl', name: `Gate of ${name}`, config: { title: 'May it go on?' }, position: { x: 0, y: 0 } },
      ...steps.map((step) => ({
        id: `${prefix}${step}`,
        type: 'join',
        name: `Step ${step}`,
        config: {},
        position: { x: (step % COLUMNS) * 304, y: Math.floor(step / COLUMNS) * 160 },
      })),
    ],
    edges: steps.map((step) => ({
      id: `${prefix}_edge${step}`,
      from: `${prefix}${step - 1}`,
      to: `${prefix}${step}`,
      ...(step === 1 ? { fromPort: 'approve' } : {}),
    })),
  }
}

/** Starts a run of the workflow and waits until it stands at its gate. */
export async function startWaitingRun(productUrl: string, workflow: Workflow): Promise<string> {
  const runId = await startRun(productUrl, { workflow })
  const gate = workflow.nodes[0]?.id ?? ''
  await untilRun(productUrl, runId, 'the gate to wait', (run) => run.nodes[gate]?.status === 'waiting')
  return runId
}

/** The version of the run's graph that a patch by positions has to name. */
export async function headOf(productUrl: string, runId: string): Promise<string> {
  return (await getJson<{ headArtifactId: string }>(`${productUrl}/api/v1/runs/${runId}`)).headArtifactId
}

/** Applies patches one after the other; each must be applied at once. */
export async function patchRun(productUrl: string, runId: string, patches: readonly (readonly Operation[])[]): Promise<void> {
  let baseVersion = await headOf(productUrl, runId)
  for (const [index, operations] of patches.entries()) {
    const body = { operations, baseVersion, rationale: `Change ${index + 1}` }
    const answer = await postJson<{ status?: string; artifactId?: string }>(`${productUrl}/api/v1/runs/${runId}/patch`, body)
    if (answer.status !== 201 || !answer.body.artifactId) throw new Error(`Patch ${index + 1} was not applied: ${JSON.stringify(answer)}`)
    baseVersion = answer.body.artifactId
  }
}

/** Base and applied patches of a run, as the API gives them to anybody who wants to compute the graph. */
export async function chainOf(
  productUrl: string,
  runId: string,
): Promise<{ base: Workflow; patches: { operations: Operation[]; actor?: { kind: string } }[] }> {
  const [base, answer] = await Promise.all([
    getJson<Workflow>(`${productUrl}/api/v1/runs/${runId}/base`),
    getJson<{ patches: { operations: Operation[]; actor?: { kind: string } }[] } | { operations: Operation[] }[]>(`${productUrl}/api/v1/runs/${runId}/patches`),
  ])
  return { base, patches: Array.isArray(answer) ? answer : answer.patches }
}

/** Says yes to the only question a run has open. */
export async function approveGate(productUrl: string, runId: string): Promise<void> {
  const open = await getJson<{ approvalId: string; requestHash: string }[]>(`${productUrl}/api/v1/approvals?runId=${runId}&status=waiting_for_approval`)
  const [approval] = open
  if (!approval) throw new Error('the run asks nothing')
  const { approvalId, requestHash } = approval
  const answer = await postJson(`${productUrl}/api/v1/approvals/${approvalId}/decide`, { decision: 'approve', requestHash })
  if (answer.status >= 300) throw new Error(`The approval was refused: ${JSON.stringify(answer)}`)
}
