import type { DocumentDelta, Materializer } from '@aob/materializer'
import { MaterializerError } from '@aob/materializer'
import type { Operation } from '@aob/schemas'
import { cutDocument, type DocumentParts } from './document-parts.ts'
import { nextTask } from './next-task.ts'
import { type Outcome, toWireError } from './outcome.ts'

/** One materialization job. Its ticket is the handle by which it can be cancelled. */
export interface MaterializeJob {
  ticket: number
  runId: string
  base: Uint8Array | string
  patches: ReadonlyArray<readonly Operation[]>
}

/** The newest version, cut for the page. */
export interface ServiceMaterialized {
  parts: DocumentParts
  patchCount: number
  durationMs: number
}

/** A delta and the newest version number. */
export interface ServiceDelta {
  delta: DocumentDelta
  patchCount: number
}

/** Milliseconds the service works before it looks whether the job was cancelled. */
const SLICE_MS = 8
/** Documents kept resident at once; the least recently used one is dropped. */
export const MAX_RESIDENT_DOCUMENTS = 8

/** Holds resident documents and serves one client, in a worker or in process. Never throws across its border: outcomes are values. */
export class MaterializerService {
  readonly #create: () => Promise<Materializer>
  readonly #resident = new Map<string, Materializer>()
  /** Jobs at work; the value says whether a cancel has arrived. */
  readonly #running = new Map<number, { cancelled: boolean }>()

  constructor(create: () => Promise<Materializer>) {
    this.#create = create
  }

  /** Applies the patches in slices, so that a cancel is heard within a few milliseconds. */
  async materialize(job: MaterializeJob): Promise<Outcome<ServiceMaterialized>> {
    const state = { cancelled: false }
    this.#running.set(job.ticket, state)
    try {
      const document = await this.#create()
      if (state.cancelled) return { kind: 'cancelled' }
      let worked = 0
      let sliceStart = performance.now()
      document.load(typeof job.base === 'string' ? new TextEncoder().encode(job.base) : job.base, { trusted: false })
      for (const [index, operations] of job.patches.entries()) {
        appendAt(document, operations, index)
        if (performance.now() - sliceStart < SLICE_MS) continue
        worked += performance.now() - sliceStart
        await nextTask()
        if (state.cancelled) return { kind: 'cancelled' }
        sliceStart = performance.now()
      }
      const parts = document.readBytes(cutDocument)
      const durationMs = worked + performance.now() - sliceStart
      this.#keep(job.runId, document)
      return { kind: 'value', value: { parts, patchCount: job.patches.length, durationMs } }
    } catch (thrown) {
      return { kind: 'error', error: toWireError(thrown) }
    } finally {
      this.#running.delete(job.ticket)
    }
  }

  /** Asks a running job to stop. A job that has answered already is not affected. */
  cancel(ticket: number): void {
    const state = this.#running.get(ticket)
    if (state) state.cancelled = true
  }

  append(runId: string, operations: readonly Operation[]): Outcome<ServiceDelta> {
    return this.#with(runId, (document) => {
      const from = document.count
      document.seek(from)
      document.append(operations)
      return { delta: document.delta(from, document.count), patchCount: document.count }
    })
  }

  delta(runId: string, from: number, to: number): Outcome<ServiceDelta> {
    return this.#with(runId, (document) => {
      const delta = document.delta(from, to)
      document.seek(document.count)
      return { delta, patchCount: document.count }
    })
  }

  documentAt(runId: string, version: number): Outcome<DocumentParts> {
    return this.#with(runId, (document) => {
      document.seek(version)
      const parts = document.readBytes(cutDocument)
      document.seek(document.count)
      return parts
    })
  }

  release(runId: string): void {
    this.#resident.delete(runId)
  }

  #keep(runId: string, document: Materializer): void {
    this.#resident.delete(runId)
    this.#resident.set(runId, document)
    for (const oldest of this.#resident.keys()) {
      if (this.#resident.size <= MAX_RESIDENT_DOCUMENTS) break
      this.#resident.delete(oldest)
    }
  }

  #with<Value>(runId: string, work: (document: Materializer) => Value): Outcome<Value> {
    try {
      const document = this.#resident.get(runId)
      if (!document) throw new MaterializerError('resource.not_found', `No document "${runId}" is resident; materialize it first.`)
      this.#keep(runId, document)
      return { kind: 'value', value: work(document) }
    } catch (thrown) {
      return { kind: 'error', error: toWireError(thrown) }
    }
  }
}

/** Appends one patch; its refusal names the patch's place in the list. */
function appendAt(document: Materializer, operations: readonly Operation[], patchIndex: number): void {
  try {
    document.append(operations)
  } catch (thrown) {
    if (!(thrown instanceof MaterializerError)) throw thrown
    const { operationIndex, pointer, byteOffset } = thrown
    throw new MaterializerError(thrown.code, thrown.message, { patchIndex, operationIndex, pointer, byteOffset }, { cause: thrown })
  }
}
