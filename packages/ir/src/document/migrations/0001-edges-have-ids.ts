import { isPlainObject } from '../plain-object.ts'
import type { AnyDocument, Migration, NotExpressible } from './migration.ts'

/**
 * Version 0, before the format had a number: edges had no ids of their own, steps no place on the canvas, and there were neither groups
 * nor notes. From version 1 on every edge has an id, which patches need, and every node a position.
 */
export const edgesHaveIds: Migration = { name: '0001-edges-have-ids', to: 1, up, down }

const COLUMN = 240

function up(document: AnyDocument): AnyDocument {
  const taken = new Set(listOf(document, 'edges').flatMap((edge) => (typeof edge.id === 'string' ? [edge.id] : [])))
  return {
    ...document,
    schemaVersion: 1,
    nodes: listOf(document, 'nodes').map((node, index) => ('position' in node ? node : { ...node, position: { x: index * COLUMN, y: 0 } })),
    edges: listOf(document, 'edges').map((edge) => ('id' in edge ? edge : { id: freshId(edge, taken), ...edge })),
  }
}

/** Made of the edge itself, so that every reader gives it the same: `from-to`, numbered where two lead the same way, cut to what an id may be. */
function freshId(edge: AnyDocument, taken: Set<string>): string {
  const stem = `${String(edge.from)}-${String(edge.to)}`.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 56)
  let id = stem
  for (let number = 2; taken.has(id); number++) id = `${stem}-${number}`
  taken.add(id)
  return id
}

/** Ids and positions were allowed and unused in version 0; what it had no word for is refused rather than dropped. */
function down(document: AnyDocument): AnyDocument | NotExpressible {
  for (const member of ['groups', 'notes']) {
    if (member in document) return { pointer: `/${member}`, message: `Before version 1 a document had no ${member}.` }
  }
  const body = listOf(document, 'nodes').findIndex(({ config }) => isPlainObject(config) && 'body' in config)
  if (body >= 0) return { pointer: `/nodes/${body}/config/body`, message: 'Before version 1 no node had a body.' }
  const { schemaVersion: _, ...rest } = document
  return { ...rest, schemaVersion: 0 }
}

function listOf(document: AnyDocument, list: 'nodes' | 'edges'): AnyDocument[] {
  const found = document[list]
  // What is no object is left for validation to complain about.
  return Array.isArray(found) ? found.map((element: unknown) => (isPlainObject(element) ? (element as AnyDocument) : {})) : []
}
