import type { PatchRow, PatchStore } from '../../ports/document-store.ts'
import { copyOf, insertArtifact, insertCommand, insertPatch, newestFirst, type Tables } from './tables.ts'

/** Patches in memory, for the simulation only. */
export class MemoryPatchStore implements PatchStore {
  constructor(private readonly tables: Tables) {}

  async insert(patch: Omit<PatchRow, 'createdAt'>): ReturnType<PatchStore['insert']> {
    const earlier = this.tables.patches.get(patch.patchId)
    if (earlier) return { kind: 'duplicate', patch: copyOf(earlier) }
    insertPatch(this.tables, patch)
    return { kind: 'inserted' }
  }

  async insertAccepted({ patch, artifact, commandId, payload }: Parameters<PatchStore['insertAccepted']>[0]): ReturnType<PatchStore['insertAccepted']> {
    const inserted = await this.insert(patch)
    if (inserted.kind === 'duplicate') return inserted
    insertArtifact(this.tables, artifact)
    insertCommand(this.tables, { commandId, runId: patch.runId ?? '', kind: 'apply_patch', payload })
    return inserted
  }

  async get(patchId: string): Promise<PatchRow | undefined> {
    const patch = this.tables.patches.get(patchId)
    return patch && copyOf(patch)
  }

  async list({ workspaceId, runId, workflowId, status, limit }: Parameters<PatchStore['list']>[0]): Promise<PatchRow[]> {
    const rows = newestFirst(this.tables.patches.values()).filter(
      (patch) =>
        patch.workspaceId === workspaceId &&
        (runId ?? patch.runId) === patch.runId &&
        (workflowId ?? patch.workflowId) === patch.workflowId &&
        (status ?? patch.status) === patch.status,
    )
    return copyOf(rows.slice(0, limit))
  }

  async transition(...[patchId, from, to, change = {}, expectedArtifactId]: Parameters<PatchStore['transition']>): Promise<boolean> {
    const patch = this.tables.patches.get(patchId)
    if (patch?.status !== from || (expectedArtifactId ?? patch.artifactId) !== patch.artifactId) return false
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    Object.assign(patch, copyOf(given), { status: to }, to === 'accepted' || to === 'rejected' ? { decidedAt: this.tables.now() } : {})
    return true
  }

  async accept(patchId: string, change: Parameters<PatchStore['accept']>[1]): Promise<boolean> {
    const patch = this.tables.patches.get(patchId)
    if (patch?.status !== 'proposed' || patch.runId === undefined) return false
    const { artifact, commandId, payload, decidedBy, operations, anchored, summary } = copyOf(change)
    insertArtifact(this.tables, artifact)
    Object.assign(patch, { status: 'accepted', decidedAt: this.tables.now(), artifactId: artifact.artifactId, operations, anchored, summary })
    if (decidedBy) patch.decidedBy = decidedBy
    if (change.proposal) patch.proposal = copyOf(change.proposal)
    const baseVersion = change.baseVersion ?? artifact.parentId
    if (baseVersion !== undefined) patch.baseVersion = baseVersion
    insertCommand(this.tables, { commandId, runId: patch.runId, kind: 'apply_patch', payload })
    return true
  }
}
