import type { AppRouter } from '@aob/server/app-router'
import type { TRPCClient } from '@trpc/client'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { defaultsOf } from '../../../ui/forms/form-fields.ts'
import { notify } from '../../../ui/toast.tsx'
import { inputSchemaOf } from '../actions/use-run.ts'
import type { EditorScope } from '../editor-context.ts'
import { nodeById, withChangedNode } from '../model/document-edit.ts'
import { readLastRun } from './last-run.ts'
import { asPin, runSelection, runToHere } from './test-run.ts'

export interface TestRunScope extends Pick<EditorScope, 'store' | 'name'> {
  client: TRPCClient<AppRouter>
}

/** Starts a run up to the first node, or of the nodes alone, on what is pinned and on the last run's outputs; resolves with its id. */
export async function startTestRun({ store, name, client }: TestRunScope, nodeIds: readonly string[], whole: boolean): Promise<string | undefined> {
  const { document } = store.getState()
  const lastRun = await readLastRun(
    client,
    name,
    document.nodes.map(({ id }) => id),
  )
  const [first] = nodeIds
  if (first === undefined) return undefined
  const plan = whole ? runToHere(document, first) : runSelection(document, nodeIds, lastRun?.outputs ?? new Map())
  const inputs = (lastRun?.inputs ?? defaultsOf(inputSchemaOf(document))) as Record<string, unknown>
  const { runId } = await client.runs.start.mutate({ workflow: plan.workflow, inputs })
  if (plan.without.length > 0) {
    const names = plan.without.flatMap((id) => nodeById(document, id) ?? []).map(nodeTitle)
    notify.info('Runs without some data', `Nothing is recorded of ${names.join(', ')}: pin a value, or run it once.`)
  }
  return runId
}

/** Pins what a node gave in the last run. */
export async function pinLastOutput({ store, name, client }: TestRunScope, nodeId: string): Promise<void> {
  const lastRun = await readLastRun(client, name, [nodeId])
  if (!lastRun?.outputs.has(nodeId)) {
    notify.info('Nothing to pin', 'This node has given nothing in the last run, or too much to keep in the workflow.')
    return
  }
  const node = nodeById(store.getState().document, nodeId)
  store.edit(`pin output of ${node ? nodeTitle(node) : nodeId}`, (document) => withChangedNode(document, nodeId, { pin: asPin(lastRun.outputs.get(nodeId)) }))
}
