import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { DocumentStore } from '../../ports/document-store.ts'
import type { Services } from '../services.ts'

export interface ArtifactDeps {
  documents: Pick<DocumentStore, 'references'>
  blobs: Pick<BlobStore, 'get'>
}

/** A digest alone opens nothing: bytes are read only where the caller's workspace refers to them. */
export function createArtifactServices({ documents, blobs }: ArtifactDeps): Services['artifacts'] {
  return {
    async read(caller, sha256) {
      const bytes = (await documents.references(caller.workspaceId, sha256)) ? await blobs.get(sha256) : undefined
      if (!bytes) throw new DomainError('resource.not_found', `There is no artifact ${sha256}.`)
      return bytes
    },
  }
}
