import type { Workflow } from '@aob/schemas'
import { compact, nodeById } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { renameReferences } from './rename-references.ts'

/** Gives a node another id; its connections, its groups and every expression that names it follow. */
export function withNodeId(document: Workflow, from: string, to: string): Workflow {
  const renamed = new Map([[from, to]])
  const named = (id: string) => (id === from ? to : id)
  return {
    ...document,
    nodes: document.nodes.map((node) => ({ ...node, id: named(node.id), ...(node.config ? { config: renameReferences(node.config, renamed) } : {}) })),
    edges: document.edges.map((edge) =>
      compact({ ...edge, from: named(edge.from), to: named(edge.to), when: edge.when === undefined ? undefined : renameReferences(edge.when, renamed) }),
    ),
    ...(document.groups ? { groups: document.groups.map((group) => ({ ...group, nodes: group.nodes.map(named) })) } : {}),
  }
}

/** Why a node may not take an id. */
export function idFault(document: Workflow, from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (to === '') return 'An id is needed: expressions name the node by it.'
  if (to.length > 64) return `An id has at most 64 characters; these are ${to.length.toLocaleString('en')}.`
  if (!/^[A-Za-z0-9_-]+$/.test(to)) return 'Use letters, digits, - and _ only.'
  if (isEverywhere(to)) return `“${to}” is a word every object knows: take another.`
  return nodeById(document, to) ? 'Another node has this id.' : undefined
}

const isEverywhere = (id: string): boolean => id in {}

/** Why a node may not take an id; undefined when it was renamed. */
export function renameNodeId(store: EditorStore, from: string, to: string): string | undefined {
  const fault = idFault(store.getState().document, from, to)
  if (fault !== undefined || from === to) return fault
  store.edit(`change id ${from} to ${to}`, (document) => withNodeId(document, from, to), {
    select: { nodes: [to], edges: [] },
    renamed: new Map([[from, to]]),
  })
  return undefined
}
