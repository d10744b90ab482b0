import { createMaterializerClient, type MaterializerClient } from '@aob/workers'
import type { Materializes } from './trpc-draft-server.ts'

/** Materializes off the main thread; the worker starts with the first document. */
export function inTheWorker(): Materializes {
  let client: MaterializerClient | undefined
  return {
    async materialize({ base, patches, head }) {
      client ??= createMaterializerClient()
      const { workflow } = await client.materialize({ base, patches: patches.map(({ operations }) => operations), runId: `draft/${head}` })
      return workflow
    },
    dispose: () => client?.dispose(),
  }
}
