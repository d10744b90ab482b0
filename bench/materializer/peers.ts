/** What programs without the core do with the same bytes. */

import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'
import { applyPatches, enablePatches, type Patch } from 'immer'
import { immutableJSONPatch, type JSONPatchDocument } from 'immutable-json-patch'
import { applyPatch as applyRfc6902 } from 'rfc6902'

enablePatches()

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function encode(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

export function parse(bytes: Uint8Array): unknown {
  return JSON.parse(decoder.decode(bytes))
}

/** Applies one patch to a document in hand and answers the document after it. */
export type Apply = (document: unknown, patch: Operation[]) => unknown

/** Every peer, by the name it has in the results. */
export const PEERS = {
  'fast-json-patch mutate': (document, patch) => fastJsonPatch.applyPatch(document, patch, false, true).newDocument,
  'fast-json-patch clone per patch': (document, patch) => fastJsonPatch.applyPatch(document, patch, false, false).newDocument,
  'rfc6902 mutate': (document, patch) => {
    const failed = applyRfc6902(document, patch).find((error) => error !== null)
    if (failed) throw failed
    return document
  },
  // Its types know JSON values only, which these are.
  'immutable-json-patch': (document, patch) => immutableJSONPatch(document, patch as JSONPatchDocument),
  immer: (document, patch) => applyPatches(document as object, patch.map(asImmerPatch)),
} satisfies Record<string, Apply>

/** Immer has add, replace and remove, with paths as lists; the fixture has no others. */
function asImmerPatch(operation: Operation): Patch {
  if (operation.op !== 'add' && operation.op !== 'replace' && operation.op !== 'remove') throw new Error(`immer has no ${operation.op}`)
  const path = operation.path.split('/').slice(1)
  return operation.op === 'remove' ? { op: 'remove', path } : { op: operation.op, path, value: operation.value }
}

/** Bytes of base and patches in, the document in hand out. */
export function objectFromBytes(base: Uint8Array, patches: readonly Uint8Array[], apply: Apply, cloneFirst = false): unknown {
  let document = parse(base)
  if (cloneFirst) document = fastJsonPatch.deepClone(document)
  // The operations were encoded by this program.
  for (const bytes of patches) document = apply(document, parse(bytes) as Operation[])
  return document
}
