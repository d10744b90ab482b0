import { applyDelta, type DocumentDelta } from '@aob/materializer'
import type { RunDocument, Workflow } from '@aob/schemas'
import type { MaterializerClient, WorkflowDelta } from '@aob/workers'

/** What the mirror asks of the materializer worker. */
export type ChainWorker = Pick<MaterializerClient, 'materialize' | 'append' | 'delta' | 'workflowAt'>

/** Versions of one chain kept at hand; the least recently used one is dropped. */
export const MAX_MIRRORED_VERSIONS = 64

/**
 * The page's model of a run's graph, beside the resident document in the worker.
 *
 * - C1 the whole document crosses once; every further version comes as a delta from the nearest version at hand, and an
 *   added patch by its operations.
 * - C2 a delta is applied only if it names this document and the asked `from` and `to`; otherwise the whole version is asked for.
 * - C3 a chain that does not continue the one held is loaded anew, and a worker that has lost the document gets it again, once.
 * - C4 nodes and edges a delta does not name are the same objects as before.
 */
export interface ChainMirror {
  /**
   * The graph after the first `count` patches of the chain. Rejects with what the worker refused, and with an AbortError when
   * the worker is gone or the signal came before the turn of this call.
   */
  at(chain: RunDocument, count: number, signal?: AbortSignal): Promise<Workflow>
}

/** What the worker holds, and the versions the page has of it. */
interface Held {
  base: string
  patchIds: string[]
  versions: Map<number, Workflow>
}

export function createChainMirror(worker: ChainWorker, docId: string): ChainMirror {
  let held: Held | undefined
  let queue: Promise<unknown> = Promise.resolve()

  async function load(chain: RunDocument): Promise<Held> {
    held = undefined
    const patches = chain.patches.map((patch) => patch.operations)
    const { workflow } = await worker.materialize({ base: chain.base, patches, runId: docId, slot: docId })
    held = { base: chain.artifactId, patchIds: chain.patches.map((patch) => patch.patchId), versions: new Map([[patches.length, workflow]]) }
    return held
  }

  /** Appends what the chain has beyond the document held; undefined when the worker went out of step. */
  async function follow(current: Held, chain: RunDocument): Promise<Held | undefined> {
    for (const { patchId, operations } of chain.patches.slice(current.patchIds.length)) {
      const from = current.patchIds.length
      const { runId, delta } = await worker.append(docId, operations)
      if (runId !== docId || delta.from !== from || delta.to !== from + 1) return undefined
      current.patchIds.push(patchId)
      const before = current.versions.get(from)
      if (before) keep(current, from + 1, changed(before, delta))
    }
    return current
  }

  async function version(current: Held, count: number): Promise<Workflow> {
    const known = current.versions.get(count)
    if (known) return keep(current, count, known)
    const [from, before] = nearest(current.versions, count)
    const { runId, delta } = await worker.delta(docId, from, count)
    const inStep = runId === docId && delta.from === from && delta.to === count
    return keep(current, count, inStep ? changed(before, delta) : await worker.workflowAt(docId, count))
  }

  async function read(chain: RunDocument, count: number): Promise<Workflow> {
    if (held && continues(held, chain)) {
      try {
        const current = await follow(held, chain)
        if (current) return await version(current, count)
      } catch (error) {
        // Aborted work is not begun again; anything else may be a document the worker has dropped.
        if (error instanceof DOMException && error.name === 'AbortError') throw error
      }
    }
    return version(await load(chain), count)
  }

  return {
    at(chain, count, signal) {
      const turn = queue.then(() => {
        signal?.throwIfAborted()
        return read(chain, count)
      })
      queue = turn.catch(() => undefined)
      return turn
    },
  }
}

/** The delta of a workflow, given a workflow, leads to one: the worker refuses patches that do not. */
function changed(before: Workflow, delta: WorkflowDelta): Workflow {
  return applyDelta(before, delta as unknown as DocumentDelta) as Workflow
}

function continues(held: Held, chain: RunDocument): boolean {
  return held.base === chain.artifactId && chain.patches.every(({ patchId }, index) => index >= held.patchIds.length || held.patchIds[index] === patchId)
}

function keep(held: Held, count: number, document: Workflow): Workflow {
  held.versions.delete(count)
  held.versions.set(count, document)
  const oldest = held.versions.keys().next().value
  if (held.versions.size > MAX_MIRRORED_VERSIONS && oldest !== undefined) held.versions.delete(oldest)
  return document
}

/** The version with the fewest patches in between. */
function nearest(versions: ReadonlyMap<number, Workflow>, count: number): readonly [number, Workflow] {
  const [first, ...others] = versions
  if (!first) throw new Error('A mirror holds at least the version it was loaded with.')
  return others.reduce((best, entry) => (Math.abs(entry[0] - count) < Math.abs(best[0] - count) ? entry : best), first)
}
