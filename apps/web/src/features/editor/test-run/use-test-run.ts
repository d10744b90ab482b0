import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor } from '../editor-context.ts'
import { nodeById, withChangedNode } from '../model/document-edit.ts'

/** How a part is run is fetched when somebody runs one. */
const tools = () => import('./start-test-run.ts')

/** Runs of a part of what is on the canvas, saved or not. They are runs of their own and change nothing of the workflow. */
export interface TestRunActions {
  toHere: (nodeId: string) => void
  selection: (nodeIds: readonly string[]) => void
  pinLast: (nodeId: string) => void
  unpin: (nodeId: string) => void
}

export function useTestRun(): TestRunActions {
  const { store, name, inside } = useEditor()
  const client = useTRPCClient()
  const navigate = useNavigate()
  return useMemo(() => {
    const scope = { store, name, client }
    const start = async (nodeIds: readonly string[], whole: boolean) => {
      if (inside) return void notify.info('A body runs with its step', `Go out of it and run ${inside.body.title}.`)
      store.attempt()
      try {
        const runId = await (await tools()).startTestRun(scope, nodeIds, whole)
        if (runId !== undefined) await navigate({ to: '/runs/$runId', params: { runId } })
      } catch (error) {
        const { message, hint } = failureOf(error)
        notify.error('The test run was not started', [message, hint].filter(Boolean).join(' '))
      }
    }
    const pinLast = async (nodeId: string) => {
      if (inside) return void notify.info('Nothing to pin here', 'Outputs of steps in a body are not kept between runs.')
      try {
        await (await tools()).pinLastOutput(scope, nodeId)
      } catch (error) {
        notify.error('The output could not be read', failureOf(error).message)
      }
    }
    const titleOf = (nodeId: string) => {
      const node = nodeById(store.getState().document, nodeId)
      return node ? nodeTitle(node) : nodeId
    }
    return {
      toHere: (nodeId) => void start([nodeId], true),
      selection: (nodeIds) => void start(nodeIds, false),
      pinLast: (nodeId) => void pinLast(nodeId),
      unpin: (nodeId) => void store.edit(`unpin output of ${titleOf(nodeId)}`, (document) => withChangedNode(document, nodeId, { pin: undefined })),
    }
  }, [store, name, client, navigate, inside])
}
