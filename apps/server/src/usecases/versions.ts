import { createHash } from 'node:crypto'
import { upcast } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { ArtifactRow, DocumentStore, WorkflowRow } from '../ports/document-store.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import type { KnownDocument, KnownDocuments } from './known-documents.ts'
import type { VersionBytes } from './services.ts'

/** What reading versions takes; with `known` a document that was read lately is not read and parsed again. */
export interface VersionDeps {
  documents: DocumentStore
  blobs: BlobStore
  materializer: DocumentMaterializer
  known?: KnownDocuments
}

/** A stored version, its bytes and the parsed document, in the present form of documents. Versions are immutable. */
export interface LoadedVersion extends KnownDocument {
  artifact: ArtifactRow
}

/** Throws `resource.not_found` for an unknown version, `cas.integrity` when its bytes are gone. */
export async function loadVersion(deps: VersionDeps, artifactId: string): Promise<LoadedVersion> {
  const artifact = await deps.documents.getArtifact(artifactId)
  if (!artifact) throw new DomainError('resource.not_found', `There is no version ${artifactId}.`)
  return loadArtifact(deps, artifact)
}

/** The version of a row in hand. */
export async function loadArtifact(deps: VersionDeps, artifact: ArtifactRow): Promise<LoadedVersion> {
  const known = deps.known?.get(artifact.casId)
  if (known) return { artifact, ...known }
  const bytes = await readBytes(deps, artifact)
  const document = presentForm(deps, bytes)
  deps.known?.keep(artifact.casId, document)
  return { artifact, ...document }
}

/** What stored bytes say, written down as it is written now. What is stored keeps its bytes and its address. */
export function presentForm({ materializer }: Pick<VersionDeps, 'materializer'>, bytes: Uint8Array): KnownDocument {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes))
  const now = upcast(stored)
  // Only validated documents are stored as versions.
  if (now === stored) return { bytes, workflow: stored as Workflow }
  const upcastBytes = materializer.canonical(new TextEncoder().encode(JSON.stringify(now)))
  return { bytes: upcastBytes, workflow: JSON.parse(new TextDecoder().decode(upcastBytes)) as Workflow, older: true }
}

/** The bytes as they are stored, whatever is at hand: they have been read and had their hash. Throws `cas.integrity` when they are gone or damaged. */
export async function readBytes({ blobs }: Pick<VersionDeps, 'blobs'>, { artifactId, casId }: ArtifactRow): Promise<Uint8Array> {
  const bytes = await blobs.get(casId)
  if (!bytes) throw new DomainError('cas.integrity', `The bytes of version ${artifactId} (sha256 ${casId}) are missing.`)
  return bytes
}

/** What a client is given to lay patches over, and keeps under the hash of these very bytes. */
export function versionBytes({ artifact, bytes, older }: LoadedVersion): VersionBytes {
  const casId = older ? createHash('sha256').update(bytes).digest('hex') : artifact.casId
  return { artifactId: artifact.artifactId, casId, bytes }
}

/** Where a run's version comes from. */
export interface ResolvedRef {
  artifactId: string
  workflow: WorkflowRow
  tag: string
}

/**
 * Resolves `name`, `name@tag` (tag defaults to main) or a bare tag (D-26).
 * Throws `resource.not_found`, `tag.ambiguous`, `workflow.archived`.
 */
export async function resolveRef(documents: DocumentStore, workspaceId: string, target: { ref?: string; tag?: string }): Promise<ResolvedRef> {
  if (target.ref !== undefined) return resolveNamed(documents, workspaceId, target.ref)
  const tag = target.tag ?? 'main'
  const found = (await documents.findTags(workspaceId, tag)).filter(({ workflow }) => !workflow.archived)
  const [only] = found
  if (!only) throw new DomainError('resource.not_found', `No workflow has the tag ${tag}.`, { pointer: '/tag' })
  if (found.length > 1) {
    const names = found.map(({ workflow }) => `${workflow.name}@${tag}`)
    throw new DomainError('tag.ambiguous', `The tag ${tag} fits ${found.length} workflows.`, {
      pointer: '/tag',
      hint: `Write one of: ${names.slice(0, 5).join(', ')}.`,
    })
  }
  return { artifactId: only.tag.artifactId, workflow: only.workflow, tag }
}

async function resolveNamed(documents: DocumentStore, workspaceId: string, ref: string): Promise<ResolvedRef> {
  const at = ref.lastIndexOf('@')
  const name = at > 0 ? ref.slice(0, at) : ref
  const tag = at > 0 ? ref.slice(at + 1) : 'main'
  const workflow = await documents.getWorkflow(workspaceId, name)
  if (!workflow) throw new DomainError('resource.not_found', `There is no workflow named ${name}.`, { pointer: '/ref' })
  if (workflow.archived) throw new DomainError('workflow.archived', `The workflow ${name} is archived.`, { pointer: '/ref' })
  const head = workflow.tags.find((row) => row.tag === tag)
  if (!head) throw new DomainError('resource.not_found', `The workflow ${name} has no tag ${tag}.`, { pointer: '/ref' })
  return { artifactId: head.artifactId, workflow, tag }
}
