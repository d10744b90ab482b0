import type { Actor, RunEvent } from '@aob/schemas'
import type { RunProjection } from '../../adapters/postgres/run-projection.ts'
import type { ApprovalRow } from '../../ports/approval-store.ts'
import type { ArtifactRow, NewArtifact, PatchRow, TagMoveRow, WorkflowRow } from '../../ports/document-store.ts'
import type { DurableCommand, RunRow } from '../../ports/run-directory.ts'
import type { SnapshotRow } from '../../ports/snapshot-store.ts'
import type { TimerStore } from '../../ports/timers.ts'

/*
 * The record in memory exists for the simulation only: it gives the production code Postgres' promises (each method one transaction,
 * rows copied in and out) without Postgres' time. It passes the conformance suites the Postgres adapters pass. Nothing of it is durable.
 */

export interface StoredRun {
  row: Omit<RunRow, 'status' | 'endedAt' | 'error' | 'headArtifactId' | 'irRef' | 'irVersion' | 'patchCount' | 'pendingApprovals' | 'pendingPatches'>
  projection: RunProjection
  events: RunEvent[]
}

export interface StoredTag {
  workflowId: string
  tag: string
  artifactId: string
  updatedAt: Date
  moves: Array<TagMoveRow & { reason?: string }>
}

export interface StoredTimer {
  timer: Parameters<TimerStore['set']>[0]
  leasedUntil?: number
}

export interface StoredCommand extends DurableCommand {
  outcome?: 'applied' | 'ignored' | 'refused'
  detail?: string
}

/** Rows by primary key; maps keep the order of insertion. */
export interface Tables {
  now(): Date
  runs: Map<string, StoredRun>
  runKeys: Map<string, string>
  commands: Map<string, StoredCommand>
  workflows: Map<string, WorkflowRow>
  artifacts: Map<string, ArtifactRow>
  /** By `workflowId/tag`. */
  tags: Map<string, StoredTag>
  patches: Map<string, PatchRow>
  /** The patch that took an id out of use, by `workflowId/kind/id`. */
  retired: Map<string, string>
  approvals: Map<string, ApprovalRow>
  timers: Map<string, StoredTimer>
  snapshots: SnapshotRow[]
}

export function emptyTables(now: () => number): Tables {
  return {
    now: () => new Date(now()),
    runs: new Map(),
    runKeys: new Map(),
    commands: new Map(),
    workflows: new Map(),
    artifacts: new Map(),
    tags: new Map(),
    patches: new Map(),
    retired: new Map(),
    approvals: new Map(),
    timers: new Map(),
    snapshots: [],
  }
}

/** A copy nobody else holds. Rows are data: objects, lists, dates and scalars; anything else is left to the platform, which takes ten times as long. */
export function copyOf<Row>(row: Row): Row {
  // A copy has the shape of what it copies.
  return copied(row) as Row
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copied)
  if (value instanceof Date) return new Date(value.getTime())
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || Object.hasOwn(value, '__proto__')) return structuredClone(value)
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) copy[key] = copied(member)
  return copy
}

export function insertCommand(tables: Tables, command: Omit<DurableCommand, 'createdAt'>): void {
  if (!tables.commands.has(command.commandId)) tables.commands.set(command.commandId, { ...copyOf(command), createdAt: tables.now() })
}

/** Throws for an id that exists, as a primary key does. */
export function insertArtifact(tables: Tables, artifact: NewArtifact): void {
  if (tables.artifacts.has(artifact.artifactId)) throw new Error(`Version ${artifact.artifactId} exists already.`)
  tables.artifacts.set(artifact.artifactId, { ...copyOf(artifact), createdAt: tables.now() })
}

export function insertPatch(tables: Tables, patch: Omit<PatchRow, 'createdAt'>): boolean {
  if (tables.patches.has(patch.patchId)) return false
  tables.patches.set(patch.patchId, { ...copyOf(patch), createdAt: tables.now() })
  return true
}

/** Newest first; of rows of one moment the one stored last. */
export function newestFirst<Row extends { createdAt: Date }>(rows: Iterable<Row>): Row[] {
  return [...rows].reverse().sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime())
}

export function tagKey(workflowId: string, tag: string): string {
  return `${workflowId}/${tag}`
}

export type MoveInput = { workflowId: string; tag: string; from: string; to: string; kind: TagMoveRow['kind']; actor: Actor; reason?: string }

export function moveTagTo(tables: Tables, { workflowId, tag, ...move }: MoveInput): void {
  const stored = tables.tags.get(tagKey(workflowId, tag))
  if (!stored) throw new Error(`There is no tag ${tag}.`)
  stored.artifactId = move.to
  stored.updatedAt = tables.now()
  stored.moves.push({ ...copyOf(move), at: tables.now() })
}
