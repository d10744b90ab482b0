import type { Workflow, WorkflowDocument } from '@aob/schemas'
import { createMaterializerClient } from '@aob/workers'
import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '../../lib/trpc.ts'

/** Reads the newest version of a workflow as one document. */
export function useNewestVersion(): (name: string) => Promise<Workflow> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return async (name) => {
    const client = createMaterializerClient()
    try {
      // tRPC types members of type unknown as optional; on the wire they are there.
      const { base, patches } = (await queryClient.fetchQuery(trpc.workflows.document.queryOptions({ name, tag: 'main' }))) as WorkflowDocument
      const { workflow } = await client.materialize({ base, patches: patches.map(({ operations }) => operations), runId: `${name}@main` })
      return workflow
    } finally {
      client.dispose()
    }
  }
}
