import { retiredBy, takenBy } from '@aob/ir/document'
import {
  type ArtifactRow,
  type DocumentStore,
  type NewArtifact,
  type PatchRow,
  type Publication,
  type PublishOutcome,
  RECENT_RUNS,
  type RetiredIdRow,
  type TagHead,
  type TagMoveRow,
} from '../../ports/document-store.ts'
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
        const recentRuns = runs
          .sort((left, right) => (left.row.runId < right.row.runId ? 1 : -1))
          .slice(0, RECENT_RUNS)
          .map(({ row, projection }) => ({ runId: row.runId, status: projection.status, startedAt: row.startedAt }))
        const moves = tags.flatMap((tag) => tag.moves).filter(({ kind }) => kind === 'create')
        const createdBy = moves.sort((left, right) => left.at.getTime() - right.at.getTime())[0]?.actor ?? { kind: 'system' as const, id: 'system' }
        return [copyOf({ ...workflow, head, tag: shown.tag, recentRuns, createdBy })]
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

  async tagHeads(workspaceId: string, most: number): Promise<TagHead[]> {
    const open = [...this.tables.workflows.values()].filter((workflow) => workflow.workspaceId === workspaceId && !workflow.archived)
    const heads = open.flatMap(({ workflowId, name }) =>
      this.tagsOf(workflowId).flatMap(({ tag, artifactId }) => {
        const head = this.tables.artifacts.get(artifactId)
        return head ? [{ name, tag, head }] : []
      }),
    )
    const place = ({ name, tag }: TagHead) => `${tag === 'main' ? 0 : 1}\n${name}\n${tag}`
    return copyOf(heads.sort((left, right) => (place(left) < place(right) ? -1 : 1)).slice(0, most))
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

  async compactedFrom(artifactId: string): Promise<ArtifactRow | undefined> {
    return copyOf([...this.tables.artifacts.values()].find(({ parentId, kind }) => parentId === artifactId && kind === 'dag_version'))
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

  async publish(input: Publication): Promise<PublishOutcome> {
    const { workflowId, tag, expected, artifact, patch } = input
    if (input.draft) throw new Error('The simulation has no drafts.')
    const earlier = this.tables.patches.get(patch.patchId)
    if (earlier && earlier.status !== 'proposed') return { kind: 'duplicate', patch: copyOf(earlier) }
    const actual = this.tables.tags.get(tagKey(workflowId, tag))?.artifactId
    if (actual !== expected) return { kind: 'moved', actual: actual ?? '' }
    const ids = this.returning(input)
    if (ids.length > 0) return { kind: 'retired', ids }
    if (earlier) Object.assign(earlier, copyOf(patch), { decidedAt: this.tables.now() })
    else insertPatch(this.tables, patch)
    insertArtifact(this.tables, artifact)
    for (const { kind, id } of retiredBy(patch.anchored)) this.tables.retired.set(`${workflowId}/${kind}/${id}`, patch.patchId)
    this.markReverted(patch.reverts)
    const reason = patch.rationale === undefined ? {} : { reason: patch.rationale }
    const actor = patch.decidedBy ?? patch.actor
    moveTagTo(this.tables, { workflowId, tag, from: expected, to: artifact.artifactId, kind: input.kind ?? 'publish', actor, ...reason })
    return { kind: 'published' }
  }

  async patchesBetween(from: string, to: string): Promise<PatchRow[] | undefined> {
    const way = this.lineage(to, true)
    const start = way.findIndex(({ artifactId }) => artifactId === from)
    return start < 0 ? undefined : copyOf(way.slice(start + 1).flatMap(({ patchId }) => this.tables.patches.get(patchId ?? '') ?? []))
  }

  private returning({ workflowId, patch, restores = [] }: Publication): RetiredIdRow[] {
    return takenBy(patch.anchored).flatMap(({ kind, id }) => {
      const patchId = this.tables.retired.get(`${workflowId}/${kind}/${id}`)
      return patchId === undefined || patchId === patch.reverts || restores.includes(patchId) ? [] : [{ kind, id, patchId }]
    })
  }

  private markReverted(patchId: string | undefined): void {
    const reverted = this.tables.patches.get(patchId ?? '')
    if (!reverted) return
    reverted.status = 'reverted'
    const before = this.tables.patches.get(reverted.reverts ?? '')
    if (before?.status === 'reverted') before.status = 'applied'
  }

  /** The versions from the base to this one; from the very first when compacted bases are followed too. */
  private lineage(artifactId: string, acrossBases = false): ArtifactRow[] {
    const way: ArtifactRow[] = []
    for (let next = this.tables.artifacts.get(artifactId); next; ) {
      way.unshift(next)
      next = acrossBases || next.kind === 'patch_set' ? this.tables.artifacts.get(next.parentId ?? '') : undefined
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
