import type { ArtifactView, RunDetail, RunPage } from '@aob/schemas'
import type { useTRPCClient } from '../../../lib/trpc.ts'

type Client = ReturnType<typeof useTRPCClient>

export interface LastRun {
  inputs: unknown
  outputs: Map<string, unknown>
}

/** Outputs longer than this are left where they are. */
const MOST_BYTES = 200_000

async function read(client: Client, ref: string): Promise<{ value: unknown } | undefined> {
  const artifact = (await client.artifacts.read.query({ ref })) as ArtifactView
  if (artifact.text === undefined || artifact.truncated || artifact.bytes > MOST_BYTES) return undefined
  return { value: JSON.parse(artifact.text) }
}

/** Inputs and outputs of the newest run of a workflow; undefined before the first. */
export async function readLastRun(client: Client, workflowName: string, nodeIds: readonly string[]): Promise<LastRun | undefined> {
  const page = (await client.runs.list.query({ workflowName, limit: 1 })) as RunPage
  const [newest] = page.items
  if (!newest) return undefined
  const detail = (await client.runs.get.query({ runId: newest.runId })) as RunDetail
  const refs = nodeIds.flatMap((id) => {
    const ref = detail.nodes[id]?.outputRef
    return ref === undefined ? [] : [{ id, ref }]
  })
  const [inputs, ...values] = await Promise.all([read(client, detail.inputsRef), ...refs.map(({ ref }) => read(client, ref))])
  const outputs = new Map(refs.flatMap(({ id }, index) => (values[index] ? [[id, values[index].value] as const] : [])))
  return { inputs: inputs?.value ?? {}, outputs }
}
