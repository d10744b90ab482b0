import type { Operation, Workflow } from '@aob/schemas'
import { type DocumentParts, joinDocument } from './document-parts.ts'
import type { DeltaAnswer, Materialized, MaterializeRequest, MaterializerClient, WorkflowDelta } from './materializer-protocol.ts'
import type { ServiceDelta, ServiceMaterialized } from './materializer-service.ts'
import { nextTask } from './next-task.ts'
import { abortError, fromWireError, type Outcome } from './outcome.ts'

/** The service as it looks from the other side of a boundary: every answer is a promise. */
export interface RemoteService {
  materialize(job: {
    ticket: number
    runId: string
    base: Uint8Array | string
    patches: ReadonlyArray<readonly Operation[]>
  }): Promise<Outcome<ServiceMaterialized>>
  cancel(ticket: number): Promise<void>
  append(runId: string, operations: readonly Operation[]): Promise<Outcome<ServiceDelta>>
  delta(runId: string, from: number, to: number): Promise<Outcome<ServiceDelta>>
  documentAt(runId: string, version: number): Promise<Outcome<DocumentParts>>
  release(runId: string): Promise<void>
}

/**
 * The page's half: numbers the requests, lets a newer request of a slot displace the older one, and settles
 * every call exactly once. `terminate` ends whatever runs the service.
 */
export function clientOver(remote: RemoteService, terminate: () => void): MaterializerClient {
  const slots = new Map<string, AbortController>()
  const disposal = new AbortController()
  let lastTicket = 0

  async function materialize(request: MaterializeRequest): Promise<Materialized> {
    const slot = request.slot ?? 'view'
    slots.get(slot)?.abort(abortError('A newer request took this place.'))
    const displaced = new AbortController()
    slots.set(slot, displaced)
    const signals = [displaced.signal, disposal.signal, ...(request.signal ? [request.signal] : [])]
    const ticket = ++lastTicket
    try {
      const { runId, patches } = request
      const answer = await settle(remote, ticket, signals, () => remote.materialize({ ticket, runId, base: baseForWire(request), patches }))
      // The service answers what the core wrote from a workflow, so the shape is the caller's.
      const workflow = (await joinDocument(answer.parts, () => pauseUnless(signals))) as Workflow
      return { type: 'materialized', runId, workflow, patchCount: answer.patchCount, durationMs: answer.durationMs }
    } finally {
      if (slots.get(slot) === displaced) slots.delete(slot)
    }
  }

  async function deltaCall(runId: string, call: () => Promise<Outcome<ServiceDelta>>): Promise<DeltaAnswer> {
    const answer = await settle(remote, 0, [disposal.signal], call)
    // Same reason as above: nodes and edges of a workflow come back as such.
    return { type: 'delta', runId, patchCount: answer.patchCount, delta: answer.delta as unknown as WorkflowDelta }
  }

  return {
    materialize,
    append: (runId, operations) => deltaCall(runId, () => remote.append(runId, operations)),
    delta: (runId, from, to) => deltaCall(runId, () => remote.delta(runId, from, to)),
    async workflowAt(runId, version) {
      const parts = await settle(remote, 0, [disposal.signal], () => remote.documentAt(runId, version))
      return (await joinDocument(parts, () => pauseUnless([disposal.signal]))) as Workflow
    },
    async release(runId) {
      if (!disposal.signal.aborted) await remote.release(runId)
    },
    dispose() {
      if (disposal.signal.aborted) return
      disposal.abort(abortError('The materializer was disposed.'))
      terminate()
    },
  }
}

/** Waits for the first of: the answer, or one of the signals. Ticket 0 means there is nothing to cancel on the other side. */
function settle<Value>(remote: RemoteService, ticket: number, signals: AbortSignal[], call: () => Promise<Outcome<Value>>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const unsubscribe = () => {
      for (const signal of signals) signal.removeEventListener('abort', onAbort)
    }
    const onAbort = (event: Event) => {
      unsubscribe()
      reject(asAbortError(event.target as AbortSignal))
      // A worker that is already gone cannot be told, and need not be.
      if (ticket > 0) remote.cancel(ticket).catch(() => undefined)
    }
    const aborted = signals.find((signal) => signal.aborted)
    if (aborted) {
      reject(asAbortError(aborted))
      return
    }
    for (const signal of signals) signal.addEventListener('abort', onAbort)
    call().then(
      (outcome) => {
        unsubscribe()
        if (outcome.kind === 'value') resolve(outcome.value)
        else if (outcome.kind === 'error') reject(fromWireError(outcome.error))
        else reject(abortError('The work was cancelled.'))
      },
      (failure) => {
        unsubscribe()
        reject(failure)
      },
    )
  })
}

function asAbortError(signal: AbortSignal): DOMException {
  const reason: unknown = signal.reason
  return reason instanceof DOMException && reason.name === 'AbortError' ? reason : abortError('The request was aborted.')
}

function baseForWire(request: MaterializeRequest): Uint8Array | string {
  const { base } = request
  return typeof base === 'string' || base instanceof Uint8Array ? base : JSON.stringify(base)
}

/** A turn for others, unless nobody waits for the answer any more. */
async function pauseUnless(signals: readonly AbortSignal[]): Promise<void> {
  await nextTask()
  const aborted = signals.find((signal) => signal.aborted)
  if (aborted) throw asAbortError(aborted)
}
