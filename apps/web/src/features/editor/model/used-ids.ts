import { allNodes } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import type { EditBase } from './editor-store.ts'

const known = new WeakMap<EditBase, ReadonlySet<string>>()

/**
 * Ids of nodes that the published version and the ones before it have, as far as they are at hand: of a node that is gone the id is
 * spent (D-26), and one that is deleted and not yet published is still what others run. Those in bodies count everywhere: an expression
 * in a body that reads an id is read more easily when no other step has it.
 */
export function usedIds(base: EditBase): ReadonlySet<string> {
  const before = known.get(base)
  if (before) return before
  // Stored documents are workflows; what was added to them since stands in the operations.
  const first = JSON.parse(base.baseText) as Workflow
  const added = base.patches.flatMap(({ operations }) =>
    operations.flatMap(({ op, path, ...rest }) => (op === 'add' && IS_NODE.test(path) ? [idOf(rest)] : [])),
  )
  const ids = new Set([...[first, base.document].flatMap((document) => allNodes(document).map(({ node }) => node.id)), ...added])
  known.set(base, ids)
  return ids
}

const IS_NODE = /^(?:\/nodes\/\d+\/config\/body)*\/nodes\/[^/]+$/

function idOf(operation: object): string {
  const value: unknown = Reflect.get(operation, 'value')
  const id = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined
  return typeof id === 'string' ? id : ''
}
