import type { Workflow } from '@aob/schemas'
import { compareIds } from './graph.ts'
import { setOwn } from './own-property.ts'

/**
 * The document with the members of every object in the order canonical bytes have them, exactly as if it had been parsed from those:
 * what is compiled, compared or hashed from it is the same in every process. Elements that `settled` has too are in that order already.
 */
export function inCanonicalOrder(document: unknown, settled: Workflow): unknown {
  const known = new Set<object>([...settled.nodes, ...settled.edges])
  return ordered(document, known)
}

function ordered(value: unknown, known: ReadonlySet<object>): unknown {
  if (typeof value !== 'object' || value === null || known.has(value)) return value
  if (Array.isArray(value)) return value.map((item) => ordered(item, known))
  const copy = {}
  for (const key of Object.keys(value).sort(compareIds)) setOwn(copy, key, ordered(Reflect.get(value, key), known))
  return copy
}
