import type { Workflow } from '@aob/schemas'

/** A document as it is stored and as it reads. Neither is ever changed: whoever wants another one makes a new one that shares what stays. */
export interface KnownDocument {
  bytes: Uint8Array
  workflow: Workflow
  /** Set when it is stored in an older form: bytes and document are what that reads as now, and the hash is that of what is stored. */
  older?: true
}

/** Documents this process has read or made lately, by the hash of their bytes: what a hash stands for never changes, so nothing here grows stale. */
export interface KnownDocuments {
  get(casId: string): KnownDocument | undefined
  keep(casId: string, document: KnownDocument): void
}

/** The most lately used ones, as long as their bytes together stay within the bound. */
export function createKnownDocuments(maxBytes: number): KnownDocuments {
  const documents = new Map<string, KnownDocument>()
  let held = 0
  const drop = (casId: string) => {
    held -= documents.get(casId)?.bytes.byteLength ?? 0
    documents.delete(casId)
  }
  return {
    get(casId) {
      const found = documents.get(casId)
      if (!found) return undefined
      // A Map lists its keys in the order they came: the first is the longest unused.
      documents.delete(casId)
      documents.set(casId, found)
      return found
    },
    keep(casId, document) {
      drop(casId)
      if (document.bytes.byteLength > maxBytes) return
      documents.set(casId, document)
      held += document.bytes.byteLength
      for (const [oldest] of documents) {
        if (held <= maxBytes) return
        drop(oldest)
      }
    },
  }
}
