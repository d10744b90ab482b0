import type { Workflow } from '@aob/schemas'
import { renameReferences } from '../model/rename-references.ts'
import { bodyAt, withBodyAt } from './body-document.ts'

/** What a step gives reads the steps of its body, too: it follows when those have other ids. */
export function withRenamedOutput(document: Workflow, path: readonly string[], renamed: ReadonlyMap<string, string>): Workflow {
  const scope = renamed.size === 0 ? undefined : bodyAt(document, path)?.scope
  const output: unknown = scope?.config && Reflect.get(scope.config, 'output')
  if (!scope || output === undefined) return document
  const after = { ...scope, config: { ...scope.config, output: renameReferences(output, renamed) } }
  const around = path.slice(0, -1)
  const { nodes, edges } = around.length === 0 ? document : (bodyAt(document, around)?.body ?? document)
  const changed = nodes.map((node) => (node.id === scope.id ? after : node))
  return around.length === 0 ? { ...document, nodes: changed } : withBodyAt(document, around, { nodes: changed, edges })
}
