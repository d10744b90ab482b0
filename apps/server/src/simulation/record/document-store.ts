import type { ArtifactRow, DocumentStore, NewArtifact, PatchRow, TagMoveRow } from '../../ports/document-store.ts'
import { copyOf, insertArtifact, insertPatch, moveTagTo, type StoredTag, type Tables, tagKey } from './tables.ts'

/** Workflows, versions and tags in memory, for the simulation only. */
export class MemoryDocumentStore implements DocumentStore {
  constructor(private readonly tables: Tables) {}

  async createWorkflow(input: Parameters<DocumentStore['createWorkflow']>[0]): ReturnType<DocumentStore['createWorkflow']> {
    const { tables } = this
    const { workflowId, workspaceId, name, description, tag, artifact, actor } = input
    if (this.named(workspaceId, name)) return { kind: 'exists' }
    const at = tables.now()
    insertArtifact(tables, artifact)
    const workflow = { workflowId, workspaceId, name, ...(description === undefined ? {} : { description }), archived: false, createdAt: at, updatedAt: at }
    tables.workflows.set(workflowId, workflow)
    const created: TagMoveRow = { to: artifact.artifactId, kind: 'create', actor, at }
    tables.tags.set(tagKey(workflowId, tag), { workflowId, tag, artifactId: artifact.artifactId, updatedAt: at, moves: [created] })
    return { kind: 'created', workflow: copyOf(workflow) }
  }

  async listWorkflows(workspaceId: string): ReturnType<DocumentStore['listWorkflows']> {
    const owned = [...this.tables.workflows.values()].filter((workflow) => workflow.workspaceId === workspaceId)
    return owned
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .flatMap((workflow) => {
        const tags = this.tagsOf(workflow.workflowId)
        const shown = tags.find(({ tag }) => tag === 'main') ?? tags[0]
        const head = shown && this.tables.artifacts.get(shown.artifactId)
        if (!shown || !head) return []
        const runs = [...this.tables.runs.values()].filter(({ row }) => row.workflowId === workflow.workflowId)
        const last = runs.sort((left, right) => (left.row.runId < right.row.runId ? 1 : -1))[0]
        const lastRun = last && { runId: last.row.runId, status: last.projection.status, startedAt: last.row.startedAt }
        return [copyOf({ ...workflow, head, tag: shown.tag, lastRun })]
      })
  }

  async getWorkflow(workspaceId: string, name: string): ReturnType<DocumentStore['getWorkflow']> {
    const workflow = this.named(workspaceId, name)
    return workflow && copyOf({ ...workflow, tags: this.tagsOf(workflow.workflowId).map(tagRow) })
  }

  async findTags(workspaceId: string, tag: string): ReturnType<DocumentStore['findTags']> {
    const found = [...this.tables.workflows.values()].flatMap((workflow) => {
      const stored = workflow.workspaceId === workspaceId && !workflow.archived ? this.tables.tags.get(tagKey(workflow.workflowId, tag)) : undefined
      return stored ? [copyOf({ workflow, tag: tagRow(stored) })] : []
    })
    return found.sort((left, right) => (left.workflow.name < right.workflow.name ? -1 : 1))
  }

  async archive(workspaceId: string, name: string): Promise<boolean> {
    const workflow = this.named(workspaceId, name)
    if (!workflow || workflow.archived) return false
    workflow.archived = true
    return true
  }

  async getArtifact(artifactId: string): Promise<ArtifactRow | undefined> {
    const artifact = this.tables.artifacts.get(artifactId)
    return artifact && copyOf(artifact)
  }

  async addArtifact(artifact: NewArtifact): Promise<void> {
    insertArtifact(this.tables, artifact)
  }

  async chain(artifactId: string): ReturnType<DocumentStore['chain']> {
    const links = this.lineage(artifactId).flatMap((artifact) => {
      const patch = this.tables.patches.get(artifact.patchId ?? '')
      return artifact.kind === 'patch_set' && patch ? [{ artifact, patch }] : []
    })
    return copyOf(links)
  }

  async references(workspaceId: string, casId: string): Promise<boolean> {
    const ref = `cas://sha256:${casId}`
    if ([...this.tables.artifacts.values()].some((artifact) => artifact.workspaceId === workspaceId && artifact.casId === casId)) return true
    return [...this.tables.runs.values()].some(
      ({ row, projection, events }) =>
        row.workspaceId === workspaceId &&
        (row.inputsRef === ref || projection.irRef === ref || events.some(({ data }) => 'outputRef' in data && data.outputRef === ref)),
    )
  }

  async publish(input: Parameters<DocumentStore['publish']>[0]): ReturnType<DocumentStore['publish']> {
    const { workflowId, tag, expected, artifact, patch } = input
    const earlier = this.tables.patches.get(patch.patchId)
    if (earlier) return { kind: 'duplicate', patch: copyOf(earlier) }
    const actual = this.tables.tags.get(tagKey(workflowId, tag))?.artifactId
    if (actual !== expected) return { kind: 'moved', actual: actual ?? '' }
    insertPatch(this.tables, patch)
    insertArtifact(this.tables, artifact)
    const reason = patch.rationale === undefined ? {} : { reason: patch.rationale }
    moveTagTo(this.tables, { workflowId, tag, from: expected, to: artifact.artifactId, kind: 'publish', actor: patch.actor, ...reason })
    return { kind: 'published' }
  }

  async movesSincePublish(workflowId: string, tag: string): Promise<TagMoveRow[]> {
    const moves = this.tables.tags.get(tagKey(workflowId, tag))?.moves ?? []
    return copyOf(moves.slice(moves.findLastIndex(({ kind }) => kind === 'create' || kind === 'publish') + 1))
  }

  async moveTag(input: Parameters<DocumentStore['moveTag']>[0]): ReturnType<DocumentStore['moveTag']> {
    const { expected, ...move } = input
    const actual = this.tables.tags.get(tagKey(input.workflowId, input.tag))?.artifactId
    if (actual !== expected) return { kind: 'stale', actual: actual ?? '' }
    moveTagTo(this.tables, { ...move, from: expected })
    return { kind: 'moved' }
  }

  async patchesBetween(from: string, to: string): Promise<PatchRow[] | undefined> {
    const way = this.lineage(to)
    const start = way.findIndex(({ artifactId }) => artifactId === from)
    return start < 0 ? undefined : copyOf(way.slice(start + 1).flatMap(({ patchId }) => this.tables.patches.get(patchId ?? '') ?? []))
  }

  /** The versions from the base to this one. */
  private lineage(artifactId: string): ArtifactRow[] {
    const way: ArtifactRow[] = []
    for (let next = this.tables.artifacts.get(artifactId); next; ) {
      way.unshift(next)
      next = next.kind === 'patch_set' ? this.tables.artifacts.get(next.parentId ?? '') : undefined
    }
    return way
  }

  private named(workspaceId: string, name: string) {
    return [...this.tables.workflows.values()].find((workflow) => workflow.workspaceId === workspaceId && workflow.name === name)
  }

  private tagsOf(workflowId: string): StoredTag[] {
    return [...this.tables.tags.values()].filter((stored) => stored.workflowId === workflowId)
  }
}

function tagRow({ moves: _, ...tag }: StoredTag) {
  return tag
}
