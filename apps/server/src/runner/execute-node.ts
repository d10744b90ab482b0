import { isIrreversible, type Site, siteAt } from '@aob/ir/program'
import type { Outcome } from '@aob/ir/run'
import type { Ir } from '@aob/schemas'
import { encodeJson } from '../coordinator/cas-json.ts'
import { untilAvailable } from '../patience.ts'
import type { ExecutionResult, Executor } from '../ports/execution.ts'
import { mayFuse } from './onwards.ts'
import { nodeError, runNode } from './run-node.ts'
import { sayStarted } from './say-started.ts'
import type { TaskWorkerDeps } from './task-worker-deps.ts'
import type { Executed, Work } from './work.ts'

/** A node's place in the latest graph, and who carries it out. */
export interface What {
  kind: 'known'
  ir: Ir
  site: Site
  executor: Executor
}

/** Undefined executor or node: the failure it comes to. */
export async function whatOf(deps: TaskWorkerDeps, { hot, nodeId }: Work): Promise<What | Extract<Outcome, { kind: 'failed' }>> {
  const ir = await deps.commander.irOf(hot.state)
  const site = siteAt(ir, nodeId)
  const executor = site && deps.executors[site.node.type]
  if (site && executor) return { kind: 'known', ir, site, executor }
  return { kind: 'failed', error: nodeError('node.unknown_type', `No executor is registered for ${site?.node.type ?? nodeId}.`) }
}

/** What a node came to, and its run as it is known by then. */
export async function executed(deps: TaskWorkerDeps, work: Work, what: What): Promise<Executed> {
  const { entry, hot, attempt, signal } = work
  const { node } = what.site
  const startedAt = deps.clock.now()
  // What may be told of in one commit with its end is, when it is done as soon as that.
  const saying = work.isStarted ? undefined : sayStarted(deps, work, mayFuse(deps.limits, node) ? deps.limits.maxFusedMs : 0)
  const result = notOutside(await runNode(deps, { entry, state: hot.state, attempt, signal, ...what }))
  const said = await saying?.done()
  const now = said ? { ...work, hot: said, isStarted: true } : work
  // A stop cuts attempts short; one that got its result all the same is not repeated.
  if (signal.aborted && result.kind === 'failed' && !isIrreversible(node)) return { outcome: 'interrupted', now }
  const durationMs = deps.clock.now() - startedAt
  deps.metrics.nodesCompleted.inc({ type: node.type, result: result.kind })
  deps.metrics.nodeDuration.observe({ type: node.type }, durationMs / 1000)
  return { outcome: await outcomeFrom(deps, result, durationMs, signal), now }
}

/** What is carried out here has no business outside. */
function notOutside(result: ExecutionResult): DoneHere {
  return result.kind === 'handed_out' ? { kind: 'failed', error: nodeError('internal.error', 'A node that is carried out here was handed out.') } : result
}

export type DoneHere = Exclude<ExecutionResult, { kind: 'handed_out' }>

/** What a node came to, as the run is told it: its output is stored before it is named (D-25). */
export async function outcomeFrom(deps: Pick<TaskWorkerDeps, 'cas' | 'limits'>, result: DoneHere, durationMs: number, signal: AbortSignal): Promise<Outcome> {
  if (result.kind === 'waiting' || result.kind === 'opened') return result
  if (result.kind === 'failed') return { kind: 'failed', error: result.error, durationMs }
  const encoded = encodeJson(result.output)
  const outputBytes = encoded.length
  const { maxOutputBytes } = deps.limits
  // Refused before it is stored: what nobody may keep is not kept for a moment either.
  if (outputBytes > maxOutputBytes) {
    return { kind: 'failed', error: nodeError('node.output_too_large', `The output has ${outputBytes} bytes; the limit is ${maxOutputBytes}.`), durationMs }
  }
  const outputRef = await untilAvailable(() => deps.cas.putEncoded(encoded), signal)
  if (result.kind === 'delayed') return { kind: 'delayed', dueAt: result.dueAt, outputRef, outputBytes }
  const { port, usage, awaitPatches } = result
  return { kind: 'succeeded', port, outputRef, outputBytes, durationMs, ...(usage ? { usage } : {}), ...(awaitPatches ? { awaitPatches } : {}) }
}
