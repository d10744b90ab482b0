import type { Limits } from '@aob/schemas'
import type { CasJson } from '../coordinator/cas-json.ts'
import type { Commander } from '../coordinator/commander.ts'
import type { ConditionJudge } from '../coordinator/condition-judge.ts'
import type { Pressure } from '../coordinator/pressure.ts'
import type { RunHistory } from '../coordinator/run-history.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { DocumentStore, PatchStore } from '../ports/document-store.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'
import type { Ids } from '../ports/ids.ts'
import type { DocumentMaterializer } from '../ports/materializer.ts'
import type { PatchSetStore } from '../ports/patch-set-store.ts'
import type { Policy } from '../ports/policy.ts'
import type { CommandStore, RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { DocumentRules } from './document-rules.ts'
import type { KnownDocuments } from './known-documents.ts'

/** What the use cases of runs, patches and approvals work with: ports, the commander and pure rules. */
export interface Engine {
  runs: RunDirectory
  commands: CommandStore
  documents: DocumentStore
  patches: PatchStore
  patchSets: PatchSetStore
  approvals: ApprovalStore
  log: EventLog
  blobs: BlobStore
  cas: CasJson
  commander: Commander
  judge: ConditionJudge
  /** Writes what a frozen replay comes to. */
  repeatFrozen(row: RunRow): Promise<void>
  history: RunHistory
  materializer: DocumentMaterializer
  fanout: Fanout
  clock: Clock
  ids: Ids
  logger: Logger
  metrics: Metrics
  /** The server's; of a workspace ask `limitsOf`. */
  limits: Limits
  limitsOf(workspaceId: string): Promise<Limits>
  policy: Policy
  rules: DocumentRules
  known: KnownDocuments
  partitions: number
  pressure: Pressure
  /** Whether runners outside can reach this installation (QP-06). */
  outsideRunners: boolean
}
