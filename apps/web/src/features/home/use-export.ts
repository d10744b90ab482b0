import type { WorkflowDocument } from '@aob/schemas'
import { createMaterializerClient } from '@aob/workers'
import { useQueryClient } from '@tanstack/react-query'
import { download } from '../../lib/download.ts'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'

/** Saves the newest version of a workflow as a file that imports again. */
export function useExport(): (name: string) => Promise<void> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return async (name) => {
    const client = createMaterializerClient()
    try {
      // tRPC types members of type unknown as optional; on the wire they are there.
      const { base, patches } = (await queryClient.fetchQuery(trpc.workflows.document.queryOptions({ name, tag: 'main' }))) as WorkflowDocument
      const { workflow } = await client.materialize({ base, patches: patches.map(({ operations }) => operations), runId: `${name}@main` })
      download(`${name}.json`, `${JSON.stringify(workflow, null, 2)}\n`)
    } catch (error) {
      notify.error(`${name} was not exported`, failureOf(error).message)
    } finally {
      client.dispose()
    }
  }
}
