import type { Operation, Workflow } from '@aob/schemas'
import type { ApiClient } from '../../lib/trpc.ts'

const EMPTY = { nodes: [], edges: [] }

/** What makes an empty workflow the one of a file; its name stays the one it is created under. */
export function draftOperations(workflow: Workflow): Operation[] {
  return Object.entries(workflow).flatMap(([key, value]): Operation[] => {
    if (key === 'name' || key === 'schemaVersion' || value === undefined) return []
    return [{ op: key in EMPTY ? 'replace' : 'add', path: `/${key}`, value }]
  })
}

/** Makes an empty workflow with everything of the file in its draft, where it can be mended. Throws what the two calls throw. */
export async function importAsDraft(client: ApiClient, workflow: Workflow): Promise<void> {
  const { name } = workflow
  const { artifactId } = await client.workflows.create.mutate({ name, workflow: { schemaVersion: 1, name, ...EMPTY } })
  await client.drafts.append.mutate({ name, tag: 'main', baseVersion: artifactId, operations: draftOperations(workflow) })
}
