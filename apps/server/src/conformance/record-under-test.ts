import type { Actor, Operation, PatchSummary, RunEvent } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { DocumentStore, NewArtifact, PatchRow, PatchStore } from '../ports/document-store.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { CommandStore, RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { SnapshotStore } from '../ports/snapshot-store.ts'
import type { TimerStore } from '../ports/timers.ts'

/** The stores of one record, on one database that nobody else uses. */
export interface RecordUnderTest {
  documents: DocumentStore
  patches: PatchStore
  runs: RunDirectory
  commands: CommandStore
  eventLog: EventLog
  approvals: ApprovalStore
  timers: TimerStore
  snapshots: SnapshotStore
}

/** Opens a record; the second member closes it and removes what it made. */
export type MakeRecord = () => Promise<[record: RecordUnderTest, close: () => Promise<void>]>

export const WORKSPACE = 'local'
export const HUMAN: Actor = { kind: 'human', id: 'local-user', name: 'You' }
export const AGENT: Actor = { kind: 'agent', id: 'agent-1', runId: 'r', nodeId: 'n', model: 'm' }
export const NO_CHANGE: PatchSummary = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

export const newId = (): string => uuidv7()
export const newHash = (): string => uuidv7().replaceAll('-', '').repeat(2)
export const casRef = (): string => `cas://sha256:${newHash()}`

export function baseArtifact(change: Partial<NewArtifact> = {}): NewArtifact {
  return {
    artifactId: newId(),
    workspaceId: WORKSPACE,
    kind: 'dag_version',
    casId: newHash(),
    depth: 0,
    versionLabel: 'v1.0',
    nodeCount: 3,
    agentCount: 1,
    ...change,
  }
}

/** A patch and the version it makes of `parent`. */
export function patchOver(parent: NewArtifact, change: Partial<PatchRow> = {}): { patch: Omit<PatchRow, 'createdAt'>; artifact: NewArtifact } {
  const patchId = change.patchId ?? newId()
  const depth = parent.depth + 1
  const artifact = baseArtifact({
    kind: 'patch_set',
    parentId: parent.artifactId,
    baseId: parent.baseId ?? parent.artifactId,
    patchId,
    depth,
    versionLabel: `v1.${depth}`,
  })
  const operations: Operation[] = [{ op: 'add', path: '/nodes/-', value: { id: `n${depth}` } }]
  const patch: Omit<PatchRow, 'createdAt'> = {
    patchId,
    workspaceId: WORKSPACE,
    scope: 'tag',
    seq: depth,
    operations,
    anchored: [{ target: { kind: 'node', path: [`n${depth}`] }, pointer: '', op: 'add', value: { id: `n${depth}` } }],
    summary: { ...NO_CHANGE, nodesAdded: [`n${depth}`] },
    baseVersion: parent.artifactId,
    artifactId: artifact.artifactId,
    actor: HUMAN,
    rationale: `change ${depth}`,
    status: 'applied',
    ...change,
  }
  return { patch, artifact }
}

export interface SeededWorkflow {
  workflowId: string
  name: string
  base: NewArtifact
}

export async function seedWorkflow(record: RecordUnderTest, name = `wf-${newId()}`): Promise<SeededWorkflow> {
  const base = baseArtifact()
  const workflowId = newId()
  await record.documents.createWorkflow({ workflowId, workspaceId: WORKSPACE, name, description: 'a test', tag: 'main', artifact: base, actor: HUMAN })
  return { workflowId, name, base }
}

export type NewRun = Parameters<RunDirectory['create']>[0]

export function newRun(workflow: SeededWorkflow, change: Partial<NewRun> = {}): NewRun {
  return {
    runId: newId(),
    workspaceId: WORKSPACE,
    workflowId: workflow.workflowId,
    workflowName: workflow.name,
    versionLabel: 'v1.0',
    partition: 1,
    partitions: 4,
    artifactId: workflow.base.artifactId,
    headArtifactId: workflow.base.artifactId,
    irRef: casRef(),
    inputsRef: casRef(),
    startedBy: HUMAN,
    mode: 'full',
    ...change,
  }
}

export async function seedRun(record: RecordUnderTest, change: Partial<NewRun> = {}): Promise<RunRow & { base: NewArtifact }> {
  const workflow = await seedWorkflow(record)
  const { run } = await record.runs.create(newRun(workflow, change))
  return { ...run, base: workflow.base }
}

/** An event as the coordinator writes it. The type is checked where events enter the product; here they are made by hand. */
export function event(runId: string, seq: number, type: RunEvent['type'], data: Record<string, unknown> = {}, change: Partial<RunEvent> = {}): RunEvent {
  return { runId, seq, at: 1_795_000_000_000 + seq, actor: HUMAN, type, data, ...change } as RunEvent
}

export function started(run: Pick<RunRow, 'runId' | 'workflowName' | 'artifactId' | 'irRef' | 'inputsRef'>): RunEvent {
  const { runId, workflowName, artifactId, irRef, inputsRef } = run
  return event(runId, 1, 'run.started', { workflowName, artifactId, irRef, irVersion: 1, inputsRef })
}
