import { isPlainObject } from '../plain-object.ts'
import { edgesHaveIds } from './0001-edges-have-ids.ts'
import type { AnyDocument, Migration, NotExpressible } from './migration.ts'

/** Every step there ever was, oldest first. Appended to, never edited: documents stored under any of them exist. */
export const MIGRATIONS: readonly Migration[] = [edgesHaveIds]

/** The `schemaVersion` this code reads and writes. */
export const CURRENT_VERSION = MIGRATIONS.at(-1)?.to ?? 0

/** The version a document says it has; 0 when it says none, undefined when it says something else or is no document. */
export function versionOf(document: unknown): number | undefined {
  if (!isPlainObject(document)) return undefined
  const version: unknown = Object.hasOwn(document, 'schemaVersion') ? Reflect.get(document, 'schemaVersion') : 0
  return typeof version === 'number' && Number.isInteger(version) && version >= 0 ? version : undefined
}

/**
 * A document of any older version in the present form, by every step between (D-26: after materialization). The very same object when
 * there is nothing to do, which includes documents of newer versions: validation refuses those by name.
 */
export function upcast(document: unknown, migrations: readonly Migration[] = MIGRATIONS): unknown {
  const from = versionOf(document)
  if (from === undefined) return document
  // versionOf has seen an object.
  return migrations.filter(({ to }) => to > from).reduce((older, step) => step.up(older), document as AnyDocument)
}

export type Downcast = { kind: 'ok'; document: unknown } | ({ kind: 'not_expressible'; migration: string } & NotExpressible)

/** A document of the present form for a reader that knows no more than `version`: step by step back, or the first thing that cannot be said there. */
export function downcast(document: AnyDocument, version: number, migrations: readonly Migration[] = MIGRATIONS): Downcast {
  let older = document
  for (const step of [...migrations].reverse().filter(({ to }) => to > version)) {
    const result = step.down(older)
    if (isNotExpressible(result)) return { kind: 'not_expressible', migration: step.name, ...result }
    older = result
  }
  return { kind: 'ok', document: older }
}

function isNotExpressible(result: AnyDocument | NotExpressible): result is NotExpressible {
  // A document has nodes; a refusal does not.
  return !('nodes' in result)
}
