import { applyOperations, countAgents, effectOf, inCanonicalOrder, type PatchEffect } from '@aob/ir/document'
import type { Limits, Operation, Workflow } from '@aob/schemas'
import type { BlobStore } from '../ports/blob-store.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import type { DocumentRules } from './document-rules.ts'
import type { KnownDocument, KnownDocuments } from './known-documents.ts'
import type { LoadedVersion } from './versions.ts'

/** A version that a patch would make: its canonical bytes, the document they spell, and what changed. Nothing is stored yet. */
export interface PatchedVersion extends KnownDocument, PatchEffect {}

/**
 * Operations on a head, materialized and judged. The core makes the bytes, which refuses everything that is too much before anything
 * here walks it; the document that is judged is made from the parsed head by the same operations and shares with it what stays, so
 * that only what is new is judged anew. That both are one document is what `patched-version.test.ts` proves.
 * Throws `patch.*` and `limit.*` of the core, then the problems of an invalid result.
 */
export function patchedVersion(
  { materializer, rules }: { materializer: DocumentMaterializer; rules: DocumentRules },
  head: LoadedVersion,
  operations: readonly Operation[],
  limits: Limits,
): PatchedVersion {
  const bytes = materializer.version(head.bytes, [operations])
  // As they are written down: what JSON cannot say is not in the bytes either.
  const written = JSON.parse(JSON.stringify(operations)) as Operation[]
  const result = applyOperations(head.workflow, written)
  if (result.kind === 'failed') throw new Error(`The core applied operation ${result.index}, and here it does not apply: ${result.message}`)
  const workflow = rules.require(inCanonicalOrder(result.document, head.workflow), limits, countAgents(head.workflow))
  return { bytes, workflow, ...effectOf(head.workflow, workflow, written) }
}

/** Keeps the bytes under their hash, and the document at hand: the next patch is laid over it. */
export async function storeVersion(deps: { blobs: BlobStore; known: KnownDocuments }, document: { bytes: Uint8Array; workflow: Workflow }): Promise<string> {
  const casId = await deps.blobs.put(document.bytes)
  deps.known.keep(casId, document)
  return casId
}
