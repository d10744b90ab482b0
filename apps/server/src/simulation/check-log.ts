import { siteAt } from '@aob/ir/program'
import { evolve, isTerminal, liveTokens, type RunState } from '@aob/ir/run'
import type { Ir, RunEvent } from '@aob/schemas'
import { isHotState } from './timelines.ts'
import { require } from './violation.ts'
import type { World } from './world.ts'

const FINAL: ReadonlySet<string> = new Set(['node.completed', 'node.reused', 'node.failed', 'node.skipped', 'node.not_taken'])

/** Causes under which a node of a paused run is queued: its token is given when the run is resumed. */
const KEPT_BACK: ReadonlySet<string> = new Set(['recovered', 'taken_over', 'withheld'])

/** Walks the log of a run from its first event and judges every step by rules written without the run core. */
export async function checkLog(world: World, runId: string, events: readonly RunEvent[]): Promise<void> {
  const ended = new Map<string, RunEvent>()
  let state: RunState | undefined
  let ir: Ir | undefined
  for (const [index, event] of events.entries()) {
    require(event.seq === index + 1, 'D-22', () => `event ${event.seq} of ${runId} stands at place ${index + 1}`)
    require(state === undefined || !isTerminal(state.status), 'D-22', () => `event ${event.seq} (${event.type}) follows the end of ${runId}`)
    const irRef = event.type === 'run.started' || event.type === 'patch.applied' ? event.data.irRef : undefined
    if (irRef !== undefined) ir = await readIr(world, irRef)
    require(event.type !== 'run.recovered' || world.tally.hotLosses > 0, 'D-25', () => `${runId} was recovered (event ${event.seq}), and nothing was lost`)
    if (event.type === 'node.queued') {
      const paused = state?.status === 'PAUSED'
      require(!paused || KEPT_BACK.has(event.data.cause ?? ''), 'R17', () => `node ${event.data.nodeId} of paused ${runId} got a token at event ${event.seq}`)
      checkQueued(world, ir, state, event)
    }
    if (FINAL.has(event.type) && 'nodeId' in event.data) {
      const nodeId = String(event.data.nodeId)
      require(!ended.has(nodeId), 'D-22', () => `node ${nodeId} of ${runId} ended twice, at ${ended.get(nodeId)?.seq} and at ${event.seq}`)
      ended.set(nodeId, event)
    }
    state = evolve(state, event)
    const reached = state
    // A fast log does not tell of tokens, so it leads to less than the hot store holds.
    require(reached.mode === 'fast' || isHotState(world, event, reached), 'ES-05', () =>
      `the fold of events 1 to ${event.seq} of ${runId} is not the state it had then`)
    const { counter } = state
    require(counter === liveTokens(state), 'S1', () => `after event ${event.seq} the counter is ${counter}`)
    if (ir && event.type.startsWith('scope.') && 'nodeId' in event.data) checkScope(ir, state, String(event.data.nodeId))
  }
  if (state?.status === 'COMPLETED' && ir) checkComplete(ir, state, runId)
}

async function readIr({ record }: World, irRef: string): Promise<Ir> {
  const bytes = await record.blobs.get(irRef.slice('cas://sha256:'.length))
  require(bytes !== undefined, 'D-25', () => `the program ${irRef} named by an event is not stored`)
  return JSON.parse(new TextDecoder().decode(bytes)) as Ir
}

/** A node gets a token only when the facts allow it, and a recovered one only after the hot store lost something. */
function checkQueued(world: World, ir: Ir | undefined, state: RunState | undefined, event: Extract<RunEvent, { type: 'node.queued' }>): void {
  const { nodeId, attempt, cause } = event.data
  const site = ir && siteAt(ir, nodeId)
  require(site !== undefined, 'S3', () => `node ${nodeId} got a token at event ${event.seq} and is not in the program`)
  const { node, prefix } = site
  const taken = node.in.filter((edge) => state?.edges.get(prefix + edge) === 'taken').length
  const decided = node.in.every((edge) => state?.edges.get(prefix + edge) !== undefined)
  const needed = node.in.length === 0 ? 0 : node.join === 'all' ? 1 : (node.joinCount ?? 1)
  require(taken >= needed && (node.join !== 'all' || decided), 'S3', () => `node ${nodeId} got a token at event ${event.seq} with ${taken} of its edges taken`)
  require(attempt === (state?.nodes.get(nodeId)?.attempt ?? 0) + 1, 'D-34', () => `attempt ${attempt} of ${nodeId} does not follow the one before`)
  if (cause !== 'recovered' && cause !== 'taken_over') return
  require(cause === 'taken_over' || world.tally.hotLosses > 0, 'D-25', () =>
    `the token of ${nodeId} was emitted again as lost (event ${event.seq}), and nothing was lost`)
  const begun = world.ledger.calls.some((call) => call.runId === event.runId && call.nodeId === nodeId && call.irreversible && call.attempt === attempt - 1)
  require(!begun || !node.irreversible, 'D-25 irreversible', () => `irreversible node ${nodeId} had its effect and was run again blindly as attempt ${attempt}`)
}

/** Never more activations than may run at the same time, and none before its turn (SC3). */
function checkScope(ir: Ir, { nodes }: RunState, nodeId: string): void {
  const { count, next, open, settled } = nodes.get(nodeId)?.scope ?? { count: 0, next: 0, open: 0, settled: 0 }
  const concurrency = siteAt(ir, nodeId)?.node.scope?.concurrency ?? 0
  require(open <= concurrency, 'SC3', () => `${open} activations of ${nodeId} are under way, and ${concurrency} may be`)
  require(settled + open === next && next <= count, 'SC3', () => `${nodeId} lost count: ${settled} settled, ${open} open, ${next} of ${count} begun`)
}

/** Every node came to an end, and no edge is left undecided. */
function checkComplete(ir: Ir, state: RunState, runId: string): void {
  for (const nodeId of Object.keys(ir.nodes)) {
    const status = state.nodes.get(nodeId)?.status ?? 'idle'
    require(['succeeded', 'failed', 'skipped', 'not_taken'].includes(status), 'D-33', () => `run ${runId} completed and left node ${nodeId} ${status}`)
  }
  const undecided = Object.keys(ir.edges).find((edgeId) => state.edges.get(edgeId) === undefined)
  require(undecided === undefined, 'D-33', () => `run ${runId} completed and left edge ${undecided} undecided`)
}
