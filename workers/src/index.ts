/** Web Workers of the page and their clients. */

import type { OperationsVerdict } from '@aob/ir/program'
import { clientOver, type RemoteService } from './materializer-client.ts'
import type { MaterializerClient } from './materializer-protocol.ts'
import type { RunPatchCase } from './patch-judge-service.ts'
import { type RemoteJudge, type ValidationClient, validationClientOver } from './validation-client.ts'
import { callsOver } from './worker-calls.ts'

export { MaterializerError } from '@aob/materializer'
export type {
  DeltaAnswer,
  MaterializeBase,
  Materialized,
  MaterializeRequest,
  MaterializerClient,
  WorkflowDelta,
} from './materializer-protocol.ts'
export { everySlice } from './next-task.ts'
export type { RunPatchCase } from './patch-judge-service.ts'
export type { ValidationClient } from './validation-client.ts'

/** Rejects when a worker cannot be loaded or breaks; only those that race it listen, without one the browser reports it. */
function failureOf(worker: Worker, what: string): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(`The ${what} worker failed: ${event.message || 'it could not be loaded'}`)))
  })
  failed.catch(() => undefined)
  return failed
}

function validationWorker(): Worker {
  return new Worker(new URL('./validation.worker.ts', import.meta.url), { type: 'module', name: 'validation' })
}

export interface PatchJudge {
  /** What the run would say to the patch. Rejects when the judge cannot be had, or the page's data are not the run's. */
  judgePatch(asked: RunPatchCase): Promise<OperationsVerdict>
  dispose(): void
}

/** Starts the worker that judges patches as they are typed. The caller owns it and must call `dispose()`. */
export function createPatchJudge(): PatchJudge {
  const worker = validationWorker()
  const remote = callsOver<Pick<PatchJudge, 'judgePatch'>>(worker, ['judgePatch'])
  const failed = failureOf(worker, 'validation')
  return { judgePatch: (asked) => Promise.race([remote.judgePatch(asked), failed]), dispose: () => worker.terminate() }
}

/** Starts the worker that validates as people edit. The caller owns it and must call `dispose()`. */
export function createValidationClient(): ValidationClient {
  const worker = validationWorker()
  const remote = callsOver<RemoteJudge>(worker, ['judge'])
  const failed = failureOf(worker, 'validation')
  return validationClientOver({ judge: (difference) => Promise.race([remote.judge(difference), failed]) }, () => worker.terminate())
}

/** Starts the materializer worker. The caller owns it and must call `dispose()` (on unmount), which terminates it. */
export function createMaterializerClient(): MaterializerClient {
  const worker = new Worker(new URL('./materializer.worker.ts', import.meta.url), { type: 'module', name: 'materializer' })
  const remote = callsOver<RemoteService>(worker, ['materialize', 'cancel', 'append', 'delta', 'documentAt', 'release'])
  const failed = failureOf(worker, 'materializer')
  const guard = <Value>(call: () => Promise<Value>): Promise<Value> => Promise.race([call(), failed])
  const service: RemoteService = {
    materialize: (job) => guard(async () => remote.materialize(job)),
    cancel: (ticket) => remote.cancel(ticket),
    append: (runId, operations) => guard(async () => remote.append(runId, operations)),
    delta: (runId, from, to) => guard(async () => remote.delta(runId, from, to)),
    documentAt: (runId, version) => guard(async () => remote.documentAt(runId, version)),
    release: (runId) => remote.release(runId),
  }
  return clientOver(service, () => worker.terminate())
}
