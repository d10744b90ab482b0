import { type Decision, type Effect, type RunCommand, type RunState, redispatchAll } from '@aob/ir/run'
import type { Ir, RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommitCheck, CommitPlan, CommitStep } from '../ports/commit-plan.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import type { CasJson } from './cas-json.ts'
import { ackStep, planOf, tipBehind, unchangedSince } from './commit-of.ts'
import type { ConditionJudge } from './condition-judge.ts'
import { createDecider, type Decided, type Onwards, type Token } from './decider.ts'
import { type HotRun, readHotRun } from './hot-run.ts'
import { isUnderWay, LEASE_FIELD, type LeasedNode, type Leases, leaseKey, leasesBehind } from './lease.ts'

/** Decisions recomputed because the run's revision moved, before the caller is told. */
const MAX_TRIES = 50

/** What became of a command. */
export type Applied =
  /** `hot` is what the commit left; `token` the one its caller goes on with, already started. */
  | { kind: 'committed'; state: RunState; events: readonly RunEvent[]; hot: HotRun; token?: Token }
  | Exclude<Decision, { kind: 'events' }>
  /** There is no hot state for this run. */
  | { kind: 'absent' }
  /** The caller's expectation does not hold any more. */
  | { kind: 'moved'; state: RunState }

export interface Acknowledged {
  entry: StreamEntry
  group: string
}

export interface ApplyOptions {
  partition: number
  /** Acknowledged in the same commit, unless the caller goes on under its lease; alone, on the state that was judged, when nothing changes. */
  ack?: Acknowledged
  /** The acknowledged entry stays with the caller when nothing changes: it may stand for something else by now. */
  keepsEntry?: boolean
  /** Judged against the state the decision is computed from; false gives `moved`. */
  expect?: (state: RunState, leases: Leases) => boolean
  onwards?: Onwards
  /** What the caller knows of the run; tried first instead of reading it. The commit finds out whether it still holds. */
  known?: HotRun
  /** Decisions made before the caller is told `run.moved`. */
  maxTries?: number
}

/** Turns commands into atomic commits. Holds no state of its own: any number of them may work on one run (CO-06). */
export interface Commander {
  apply(runId: string, command: RunCommand, options: ApplyOptions): Promise<Applied>
  /** Several commands in one commit, each decided on what the one before leads to: all of them count or none. */
  applyAll(runId: string, commands: readonly RunCommand[], options: ApplyOptions): Promise<Applied>
  /** What commands would come to on a state, with nothing committed. */
  preview(state: RunState, commands: readonly RunCommand[], onwards: Onwards): Promise<Decided>
  load(runId: string, partition: number): Promise<RunState | undefined>
  /** As `load`, with what a commit is made against. */
  read(runId: string, partition: number): Promise<HotRun | undefined>
  /**
   * Gives a run the state its record leads to, and every live node a token under its next attempt, in one commit: state without
   * tokens would wait for ever. `tip` is the digest of its last recorded event. Undefined when the run has hot state.
   */
  restore(recorded: RunState, partition: number, tip: string): Promise<{ state: RunState; tokens: number } | undefined>
  /**
   * Acknowledges an entry nobody wants, in a commit that holds only on the hot state it was judged on: a store that goes on from another
   * moment in between may want it. False when `unwanted` says so of the state as it is now.
   */
  discard(runId: string, options: { partition: number; ack: Acknowledged }, unwanted: (hot: HotRun | undefined) => boolean): Promise<boolean>
  /**
   * Gives a node that is under way into hands outside: one commit takes the entry it is held by away, leaves a lease of that name in its
   * place, and appends what tells of it. False when the attempt is not under way any more; then nothing has changed.
   */
  lend(runId: string, options: { partition: number; ack: Acknowledged }, loan: Loan): Promise<boolean>
  irOf(state: RunState): Promise<Ir>
}

export interface Loan {
  key: string
  node: LeasedNode
  told: CommitStep
}

export interface CommanderDeps {
  runState: RunStateStore
  cas: CasJson
  judge: ConditionJudge
  clock: Clock
  logger: Logger
  metrics: Metrics
  /** Unique name of a run's hot state after one commit. */
  newEpoch(): string
  /** Carries out effects that cannot be part of the commit; each is idempotent and looked after by the reconciler. */
  afterCommit(state: RunState, effects: readonly Effect[]): Promise<void>
}

export function createCommander(deps: CommanderDeps): Commander {
  const { irOf, decideAll } = createDecider(deps)
  const read = (runId: string, partition: number) => readHotRun(deps.runState, runId, partition)

  async function attempt(runId: string, commands: readonly RunCommand[], options: ApplyOptions, known: HotRun | undefined): Promise<Applied | 'retry'> {
    const { partition, ack, onwards, expect } = options
    const hot = known ?? (await read(runId, partition))
    if (!hot && commands[0]?.kind !== 'start') return { kind: 'absent' }
    if (hot && expect && !expect(hot.state, hot.leases)) return known ? 'retry' : { kind: 'moved', state: hot.state }
    const decision = await decideAll(hot?.state, commands, onwards)
    // What was known may be known no longer: that nothing happens is said of what is there.
    if (decision.kind !== 'events') return !known && (await acknowledge(runId, options, hot)) ? decision : 'retry'
    const { next, token } = decision
    const held = ack && leaseKey(ack.entry)
    const taken: Leases = token && held ? { [held]: { nodeId: token.nodeId, attempt: token.attempt } } : {}
    const leases = leasesBehind(hot?.leases ?? {}, next, held, taken)
    const epoch = deps.newEpoch()
    const acked = ack && !token ? { ack: ackStep(ack.entry, ack.group) } : {}
    const revision = await commit(planOf({ runId, partition, ...(hot ? { expected: hot } : {}), epoch, next, leases, decision, ...acked }), decision)
    if (revision === undefined) return 'retry'
    const left = { state: next, rev: String(revision), epoch, tip: tipBehind(hot ? hot.tip : '', decision.events), leases }
    return { kind: 'committed', state: next, events: decision.events, hot: left, ...(token ? { token } : {}) }
  }

  /** The revision it led to; undefined when a check failed. What cannot be part of the commit is carried out behind it and never undoes it. */
  async function commit(plan: CommitPlan, { next, effects }: { next: RunState; effects: readonly Effect[] }): Promise<number | undefined> {
    const [result] = await deps.runState.commit([plan])
    deps.metrics.commits.inc({ result: result?.kind ?? 'refused' })
    if (result?.kind !== 'committed') return undefined
    try {
      await deps.afterCommit(next, effects)
    } catch (error) {
      deps.logger.error({ err: error, runId: next.runId }, 'an effect behind a commit was not carried out; the reconciler looks after it')
    }
    return result.revision
  }

  async function restore(recorded: RunState, partition: number, tip: string): Promise<{ state: RunState; tokens: number } | undefined> {
    const { runId } = recorded
    const { state, events, effects } = redispatchAll(await irOf(recorded), recorded, deps.clock.now())
    const decision = { events, effects, next: state }
    const revision = await commit(planOf({ runId, partition, recordedTip: tip, epoch: deps.newEpoch(), next: state, decision }), decision)
    return revision === undefined ? undefined : { state, tokens: effects.filter(({ kind }) => kind === 'dispatch').length }
  }

  /** False when the hot state is another one by now: what was judged was judged on something else. */
  async function acknowledge(runId: string, { partition, ack, keepsEntry }: ApplyOptions, judged: HotRun | undefined): Promise<boolean> {
    if (!ack || keepsEntry) return true
    const [result] = await deps.runState.commit([{ runId, partition, checks: sameAs(judged), steps: [ackStep(ack.entry, ack.group)] }])
    return result?.kind === 'committed'
  }

  async function discard(runId: string, options: Parameters<Commander['discard']>[1], unwanted: Parameters<Commander['discard']>[2]): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const hot = await read(runId, options.partition)
      if (!unwanted(hot)) return false
      if (await acknowledge(runId, options, hot)) return true
    }
    throw movedTooOften(MAX_TRIES)
  }

  async function lend(runId: string, { partition, ack }: { partition: number; ack: Acknowledged }, { key, node, told }: Loan): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const hot = await read(runId, partition)
      if (!hot || !isUnderWay(hot.state, node)) return false
      const lent: CommitStep = { kind: 'set', fields: { [LEASE_FIELD + key]: JSON.stringify(node), epoch: deps.newEpoch() } }
      const [result] = await deps.runState.commit([{ runId, partition, checks: unchangedSince(hot), steps: [told, lent, ackStep(ack.entry, ack.group)] }])
      if (result?.kind === 'committed') return true
    }
    throw movedTooOften(MAX_TRIES)
  }

  async function applyAll(runId: string, commands: readonly RunCommand[], options: ApplyOptions): Promise<Applied> {
    const { maxTries = MAX_TRIES } = options
    for (let tries = 0; tries < maxTries; tries += 1) {
      const result = await attempt(runId, commands, options, tries === 0 ? options.known : undefined)
      if (result !== 'retry') return result
    }
    throw movedTooOften(maxTries)
  }

  return {
    irOf,
    read,
    restore,
    discard,
    lend,
    applyAll,
    preview: decideAll,
    apply: (runId, command, options) => applyAll(runId, [command], options),
    load: async (runId, partition) => (await read(runId, partition))?.state,
  }
}

function movedTooOften(tries: number): DomainError {
  return new DomainError('run.moved', `The run changed ${tries} times while one command was judged.`)
}

/** Checks that the hot state is still the one with these fields, or still missing. */
function sameAs(hot: HotRun | undefined): CommitCheck[] {
  return hot ? unchangedSince(hot) : [{ kind: 'absent' }]
}
