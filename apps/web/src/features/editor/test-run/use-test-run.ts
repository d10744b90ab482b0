import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { notify } from '../../../ui/toast.tsx'
import { inputSchemaOf } from '../actions/use-run.ts'
import { useEditor } from '../editor-context.ts'
import { nodeById, withChangedNode } from '../model/document-edit.ts'

/** How a part is run is fetched when somebody runs one. */
const tools = async () => ({ ...(await import('./last-run.ts')), ...(await import('./test-run.ts')), ...(await import('../../../ui/forms/form-fields.ts')) })

/** Runs of a part of what is on the canvas, saved or not. They are runs of their own and change nothing of the workflow. */
export interface TestRunActions {
  toHere: (nodeId: string) => void
  selection: (nodeIds: readonly string[]) => void
  pinLast: (nodeId: string) => void
  unpin: (nodeId: string) => void
}

export function useTestRun(): TestRunActions {
  const { store, name } = useEditor()
  const client = useTRPCClient()
  const navigate = useNavigate()

  const start = useCallback(
    async (nodeIds: readonly string[], whole: boolean) => {
      const { document } = store.getState()
      try {
        const { defaultsOf, readLastRun, runSelection, runToHere } = await tools()
        const lastRun = await readLastRun(
          client,
          name,
          document.nodes.map(({ id }) => id),
        )
        const [first] = nodeIds
        if (first === undefined) return
        const plan = whole ? runToHere(document, first) : runSelection(document, nodeIds, lastRun?.outputs ?? new Map())
        const inputs = (lastRun?.inputs ?? defaultsOf(inputSchemaOf(document))) as Record<string, unknown>
        const { runId } = await client.runs.start.mutate({ workflow: plan.workflow, inputs })
        if (plan.without.length > 0) {
          const names = plan.without.flatMap((id) => nodeById(document, id) ?? []).map(nodeTitle)
          notify.info('Runs without some data', `Nothing is recorded of ${names.join(', ')}: pin a value, or run it once.`)
        }
        await navigate({ to: '/runs/$runId', params: { runId } })
      } catch (error) {
        const failure = failureOf(error)
        notify.error('The test run was not started', [failure.message, failure.hint].filter(Boolean).join(' '))
      }
    },
    [client, name, navigate, store],
  )
  const pinLast = useCallback(
    async (nodeId: string) => {
      try {
        const { asPin, readLastRun } = await tools()
        const lastRun = await readLastRun(client, name, [nodeId])
        if (!lastRun?.outputs.has(nodeId))
          return notify.info('Nothing to pin', 'This node has given nothing in the last run, or too much to keep in the workflow.')
        const node = nodeById(store.getState().document, nodeId)
        store.edit(`pin output of ${node ? nodeTitle(node) : nodeId}`, (document) =>
          withChangedNode(document, nodeId, { pin: asPin(lastRun.outputs.get(nodeId)) }),
        )
      } catch (error) {
        notify.error('The output could not be read', failureOf(error).message)
      }
    },
    [client, name, store],
  )
  return useMemo(
    () => ({
      toHere: (nodeId) => void start([nodeId], true),
      selection: (nodeIds) => void start(nodeIds, false),
      pinLast: (nodeId) => void pinLast(nodeId),
      unpin: (nodeId) => void store.edit(`unpin ${nodeId}`, (document) => withChangedNode(document, nodeId, { pin: undefined })),
    }),
    [start, pinLast, store],
  )
}
