import { DomainError } from '../domain-error.ts'
import type { BackgroundLoop } from '../lifecycle.ts'
import { finishing, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'
import type { Commander } from './commander.ts'
import { noteIgnored } from './ignored-word.ts'
import type { Revived } from './rebuild.ts'
import { decodeSignal } from './signal.ts'

export const COORDINATOR_GROUP = 'coordinator'
const BATCH = 200
const BLOCK_MS = 1000

export interface CompletionLoopDeps {
  queue: TaskQueue
  commander: Commander
  logger: Logger
  metrics: Metrics
  consumer: string
  /** Entries another coordinator has held for longer are taken over. */
  leaseMs: number
  /** Rebuilds the hot state of a run that the record knows and that has not ended. */
  revive(runId: string): Promise<Revived>
  limits: { maxCompletionDeliveries: number }
}

/**
 * Takes completions in batches, groups them by run and turns each into a commit.
 * Runs go in parallel, completions of one run in order; an entry is acknowledged by the commit it caused (D-02).
 */
export function startCompletionLoop(deps: CompletionLoopDeps): BackgroundLoop {
  const request = { streams: ['completions' as const], group: COORDINATOR_GROUP, consumer: deps.consumer, count: BATCH }
  let claimAt = 0
  const options = { name: 'completions', onError: (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'loop failed') }
  const loop = startLoop(options, async (signal) => {
    const entries = await deps.queue.read({ ...request, blockMs: BLOCK_MS, signal })
    if (Date.now() >= claimAt) {
      claimAt = Date.now() + deps.leaseMs / 2
      entries.push(...(await deps.queue.claim({ ...request, idleMs: deps.leaseMs })))
    }
    await handleBatch(deps, entries)
    return 0
  })
  // What the runners said last is routed before the process goes: in process it would be lost, elsewhere it would wait for a lease.
  return finishing(loop, options, async () => {
    const entries = await deps.queue.read({ ...request, blockMs: 0 })
    await handleBatch(deps, entries)
    return entries.length > 0
  })
}

async function handleBatch(deps: CompletionLoopDeps, entries: readonly StreamEntry[]): Promise<void> {
  const byRun = new Map<string, StreamEntry[]>()
  for (const entry of entries) {
    const runId = entry.fields.runId ?? ''
    const list = byRun.get(runId)
    if (list) list.push(entry)
    else byRun.set(runId, [entry])
  }
  const results = await Promise.allSettled(
    [...byRun.values()].map(async (list) => {
      for (const entry of list) await handleAlone(deps, entry)
    }),
  )
  for (const result of results) {
    // The entries stay pending and come back; nothing is lost by a failure here.
    if (result.status === 'rejected') deps.logger.error({ err: result.reason }, 'a completion could not be committed; it will be delivered again')
  }
}

/**
 * A failure that passes by itself leaves this entry and those of its run behind it for later. One that does not keeps none of them waiting: it is
 * delivered again a few times, should the fault be ours of the moment, and then given up.
 */
async function handleAlone(deps: CompletionLoopDeps, entry: StreamEntry): Promise<void> {
  try {
    await handleEntry(deps, entry)
  } catch (error) {
    if (error instanceof DomainError && error.retryable) throw error
    if (entry.deliveries >= deps.limits.maxCompletionDeliveries) return giveUp(deps, entry, error)
    deps.logger.error({ err: error, runId: entry.fields.runId, deliveries: entry.deliveries }, 'a completion could not be decided; it will be delivered again')
  }
}

/** Nobody can decide this word: its node fails as poisonous, or where not even that can be decided its run ends, and the word is set aside. */
async function giveUp(deps: CompletionLoopDeps, entry: StreamEntry, cause: unknown): Promise<void> {
  const { runId = '' } = entry.fields
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `Its answer could not be decided in ${entry.deliveries} deliveries: ${why}`
  const signal = decodeSignal(entry.fields)
  const failed = { kind: 'failed' as const, error: { code: 'node.poisoned', message, retryable: false } }
  const actor = { kind: 'system' as const, id: 'coordinator', name: 'Coordinator' }
  const shown = [
    ...(signal ? [{ ...signal.command, outcome: failed }] : []),
    { kind: 'cancel' as const, commandId: `undecidable:${entry.partition}:${entry.id}`, reason: message, actor },
  ]
  for (const command of shown) {
    try {
      await deps.commander.apply(runId, command, { partition: entry.partition })
      break
    } catch (error) {
      if (error instanceof DomainError && error.retryable) throw error
      deps.logger.error({ err: error, runId, command: command.kind }, 'a run could not be told of a completion that cannot be decided')
    }
  }
  await setAside(deps, entry, 'undecidable', { nodeId: signal?.command.nodeId, deliveries: entry.deliveries, err: cause })
}

async function handleEntry(deps: CompletionLoopDeps, entry: StreamEntry): Promise<void> {
  const signal = decodeSignal(entry.fields)
  if (!signal) return setAside(deps, entry, 'malformed')
  const options = { partition: entry.partition, ack: { entry, group: COORDINATOR_GROUP } }
  let applied = await deps.commander.apply(signal.runId, signal.command, options)
  if (applied.kind === 'absent') {
    const revived = await deps.revive(signal.runId)
    if (revived === 'unknown') return setAside(deps, entry, 'unknown_run')
    if (revived === 'ended') {
      await deps.queue.ack({ group: COORDINATOR_GROUP, entries: [entry] })
      return noteIgnored(deps.logger, signal, 'terminal')
    }
    applied = await deps.commander.apply(signal.runId, signal.command, options)
  }
  if (applied.kind === 'ignored') noteIgnored(deps.logger, signal, applied.reason)
}

/** Keeps a message nobody can use where an operator finds it, with one audit line. */
async function setAside(
  deps: CompletionLoopDeps,
  entry: StreamEntry,
  reason: 'malformed' | 'unknown_run' | 'undecidable',
  about: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  deps.metrics.deadLetters.inc({ reason })
  deps.logger.warn({ runId: entry.fields.runId, reason, ...about, audit: true }, 'completion set aside')
  await deps.queue.append(entry.partition, 'dead', { ...entry.fields, reason, from: entry.stream })
  await deps.queue.ack({ group: COORDINATOR_GROUP, entries: [entry] })
}
