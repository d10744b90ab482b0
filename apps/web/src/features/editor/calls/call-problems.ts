import { allNodes, closeName, refOf } from '@aob/ir/document'
import type { ErrorCode, FieldProblem, Workflow, WorkflowSummary } from '@aob/schemas'

export type KnownWorkflow = Pick<WorkflowSummary, 'name' | 'archived'>

/** The name in `name` or `name@tag`. */
function nameIn(ref: string): string {
  const at = ref.lastIndexOf('@')
  return at > 0 ? ref.slice(0, at) : ref
}

/**
 * Steps that call a workflow no run could call. The document alone cannot know: it is kept as it is, and whoever makes workflows that call
 * each other publishes them in any order. A run is refused until all are there.
 */
export function callProblems(document: Workflow, workflows: readonly KnownWorkflow[]): FieldProblem[] {
  const known = new Map(workflows.map((workflow) => [workflow.name, workflow]))
  return allNodes(document).flatMap(({ node, path, pointer }) => {
    const ref = refOf(node)
    if (ref === undefined || ref === '') return []
    const found = faultOf(nameIn(ref), document.name, known)
    return found ? [{ ...found, severity: 'warning' as const, pointer: `${pointer}/config/ref`, nodeId: path[0] ?? node.id }] : []
  })
}

function faultOf(
  name: string,
  own: string,
  known: ReadonlyMap<string, KnownWorkflow>,
): { code: ErrorCode; message: string; name?: string; meant?: string } | undefined {
  if (name === own) return { code: 'workflow.recursion', message: 'This step calls the workflow it is in, which would never end. Choose another one.' }
  const workflow = known.get(name)
  if (workflow?.archived) return { code: 'workflow.archived', message: `“${name}” is archived. Bring it back on the home page, or choose another workflow.` }
  if (workflow) return undefined
  const others = [...known.values()].filter((one) => !one.archived && one.name !== own)
  const meant = closeName(
    name,
    others.map((one) => [one.name, one.name] as const),
  )
  return {
    code: 'resource.not_found',
    message: `There is no workflow “${name}” here. Choose another, or import it under this name; no run can start before.`,
    name,
    ...(meant === undefined ? {} : { meant }),
  }
}
