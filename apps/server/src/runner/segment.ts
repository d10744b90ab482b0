import { siteAt } from '@aob/ir/program'
import type { Outcome, RunCommand } from '@aob/ir/run'
import type { Ir } from '@aob/schemas'
import type { Onwards, Token } from '../coordinator/decider.ts'
import { onwardsTo } from './answer.ts'
import { executed, whatOf } from './execute-node.ts'
import { answersItself, mayFuse, onwardsFrom } from './onwards.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import type { Executed, Work } from './work.ts'

/** One node of a segment and what it came to. */
interface Said {
  nodeId: string
  attempt: number
  outcome: Outcome
}

/** Pure nodes in a straight line, computed one behind the other on a state that nobody else has seen yet. */
interface Segment {
  said: readonly Said[]
  /** The next one, begun and not done when the time was over. */
  begun?: { token: Token; executed: Promise<Executed> }
}

/**
 * Computes the pure nodes that follow in a straight line and commits all of them together, the log telling each (D-34). Whatever commits first
 * counts: a segment that loses its race, to a patch of its nodes or to anything else, forgets what it computed behind its first node, whose
 * start is on record or which stands alone; undefined then, and when there is no segment. The nodes are pure, so that nothing but time is lost.
 */
export async function answerFused(deps: TaskWorkerDeps, first: Work, outcome: Outcome): Promise<Work | 'done' | undefined> {
  const site = siteAt(await deps.commander.irOf(first.hot.state), first.nodeId)
  if (!site || !mayFuse(deps.limits, site.node) || !answersItself(deps.limits, site.node, first.hot.state)) return undefined
  try {
    const segment = await computed(deps, first, outcome)
    return segment.said.length > 1 || segment.begun ? await committed(deps, first, segment) : undefined
  } catch (error) {
    // Whatever it was, the first node is answered for by itself, and by then it shows whether the commit was carried out all the same.
    deps.logger.debug({ err: error, runId: first.hot.state.runId, nodeId: first.nodeId }, 'a segment was not committed')
    return undefined
  }
}

async function committed(deps: TaskWorkerDeps, first: Work, { said, begun }: Segment): Promise<Work | 'done' | undefined> {
  const { entry, hot } = first
  const last = { ...first, nodes: first.nodes + said.length - 1 }
  const onwards = begun ? onlyTo(deps, begun.token) : await onwardsFrom(deps, last)
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP }, keepsEntry: true, known: hot, maxTries: 1 }
  const applied = await deps.commander.applyAll(hot.state.runId, commandsOf(deps, first, said), { ...options, ...(onwards ? { onwards } : {}) })
  if (applied.kind !== 'committed') return undefined
  deps.metrics.nodesInline.inc({ how: 'fused' }, said.length - 1)
  const next = onwardsTo(deps, last, applied)
  if (!next) return 'done'
  return begun ? { ...next, underWay: behindCommit(begun.executed, next) } : next
}

async function computed(deps: TaskWorkerDeps, first: Work, outcome: Outcome): Promise<Segment> {
  const { maxFusedNodes, maxFusedMs } = deps.limits
  const deadline = deps.clock.now() + maxFusedMs
  const said: Said[] = [{ nodeId: first.nodeId, attempt: first.attempt, outcome }]
  let { state } = first.hot
  for (let last = said[0]; last && said.length < maxFusedNodes && deps.clock.now() < deadline; last = said.at(-1)) {
    const onwards = await onwardsFrom(deps, { ...first, nodes: first.nodes + said.length - 1 })
    const ahead = onwards && (await deps.commander.preview(state, wordsOf(deps, last, said.length === 1 && !first.isStarted), inStraightLine(deps, onwards)))
    if (ahead?.kind !== 'events' || !ahead.token) break
    const { token, next } = ahead
    const executing = executeAhead(deps, { ...first, hot: { ...first.hot, state: next }, nodeId: token.nodeId, attempt: token.attempt, isStarted: true })
    const done = await within(executing, deadline - deps.clock.now())
    if (!done) return { said, begun: { token, executed: executing } }
    if (done.outcome === 'interrupted') break
    said.push({ nodeId: token.nodeId, attempt: token.attempt, outcome: done.outcome })
    state = next
  }
  return { said }
}

async function executeAhead(deps: TaskWorkerDeps, work: Work): Promise<Executed> {
  const what = await whatOf(deps, work)
  return what.kind === 'failed' ? { outcome: what, now: work } : executed(deps, work, what)
}

/** Undefined when the time is over first. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms))
  })
  return Promise.race([promise, over]).finally(() => clearTimeout(timer))
}

/** The only token there is, when its node is pure. */
function inStraightLine({ limits }: TaskWorkerDeps, { worker, choose }: Onwards): Onwards {
  const mayFollow = (ir: Ir, token: Token | undefined) => {
    const node = token && siteAt(ir, token.nodeId)?.node
    return node !== undefined && mayFuse(limits, node)
  }
  return { worker, choose: (tokens, state, ir) => (tokens.length === 1 && mayFollow(ir, tokens[0]) ? choose(tokens, state, ir) : undefined) }
}

function onlyTo({ workerName: worker }: TaskWorkerDeps, { nodeId, attempt }: Token): Onwards {
  return { worker, choose: (tokens) => tokens.find((token) => token.nodeId === nodeId && token.attempt === attempt) }
}

/** What was begun on the state before the commit, as work on the one behind it. */
function behindCommit(executing: Promise<Executed>, now: Work): Promise<Executed> {
  const behind = executing.then(({ outcome }) => ({ outcome, now }))
  // A failure is met when the node has its turn, a moment later; until then it must not bring the process down.
  behind.catch(() => undefined)
  return behind
}

function commandsOf(deps: TaskWorkerDeps, first: Work, said: readonly Said[]): RunCommand[] {
  return said.flatMap((each, index) => wordsOf(deps, each, index > 0 || !first.isStarted))
}

function wordsOf({ workerName: worker }: TaskWorkerDeps, { nodeId, attempt, outcome }: Said, withStart: boolean): RunCommand[] {
  const started: RunCommand = { kind: 'signal', nodeId, attempt, outcome: { kind: 'started', worker } }
  return [...(withStart ? [started] : []), { kind: 'signal', nodeId, attempt, outcome }]
}
