import { type Decision, decide, decodeState, type Effect, type RunCommand, type RunState, redispatchAll } from '@aob/ir/run'
import type { Ir, RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommitCheck, CommitPlan } from '../ports/commit-plan.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import type { CasJson } from './cas-json.ts'
import { withConditions } from './command-conditions.ts'
import { ackStep, planOf, unchangedSince } from './commit-of.ts'
import type { ConditionJudge } from './condition-judge.ts'

/** Decisions recomputed because the run's revision moved, before the caller is told. */
const MAX_TRIES = 50

/** What became of a command. */
export type Applied =
  | { kind: 'committed'; state: RunState; events: readonly RunEvent[] }
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
  /** Acknowledged in the same commit; acknowledged alone, on the state that was judged, when the command changes nothing. */
  ack?: Acknowledged
  /** Judged against the state the decision is computed from; false gives `moved`. */
  expect?: (state: RunState) => boolean
}

/** Turns commands into atomic commits. Holds no state of its own: any number of them may work on one run (CO-06). */
export interface Commander {
  apply(runId: string, command: RunCommand, options: ApplyOptions): Promise<Applied>
  load(runId: string, partition: number): Promise<RunState | undefined>
  /**
   * Gives a run the state its record leads to, and every live node a token under its next attempt, in one commit: state without
   * tokens would wait for ever. `tip` is the digest of its last recorded event. Undefined when the run has hot state.
   */
  restore(recorded: RunState, partition: number, tip: string): Promise<{ state: RunState; tokens: number } | undefined>
  /**
   * Acknowledges an entry nobody wants, in a commit that holds only on the hot state it was judged on: a store that goes on from another
   * moment in between may want it. False when `unwanted` says so of the state as it is now.
   */
  discard(runId: string, options: { partition: number; ack: Acknowledged }, unwanted: (state: RunState | undefined) => boolean): Promise<boolean>
  irOf(state: RunState): Promise<Ir>
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
  // An IR is content-addressed and written by us; the reference is its proof.
  const irOf = async (state: RunState) => (await deps.cas.get(state.irRef)) as Ir

  async function loadFields(runId: string, partition: number) {
    const fields = await deps.runState.load(runId, partition)
    return fields?.seq === undefined ? undefined : fields
  }

  async function attempt(runId: string, command: RunCommand, options: ApplyOptions): Promise<Applied | 'retry'> {
    const fields = await loadFields(runId, options.partition)
    if (!fields && command.kind !== 'start') return { kind: 'absent' }
    const state = fields ? decodeState(fields) : undefined
    if (state && options.expect && !options.expect(state)) return { kind: 'moved', state }
    const ir = state ? await irOf(state) : await startIr(command)
    const ready = state ? await withConditions(deps.judge, { ir, state, command }) : command
    const decision = decide(ir, state, ready, deps.clock.now())
    if (decision.kind !== 'events') return (await acknowledge(runId, options, fields)) ? decision : 'retry'
    const { next } = decision
    const { partition, ack } = options
    const expected = state && { state, rev: fields?.rev ?? '', epoch: fields?.epoch ?? '' }
    const plan = planOf({
      runId,
      partition,
      ...(expected ? { expected } : {}),
      tip: fields ? fields.tip : '',
      epoch: deps.newEpoch(),
      next,
      decision,
      ...(ack ? { ack: ackStep(ack.entry, ack.group) } : {}),
    })
    if (!(await commit(plan, next, decision.effects))) return 'retry'
    return { kind: 'committed', state: next, events: decision.events }
  }

  /** False when a check failed. What cannot be part of the commit is carried out behind it and never undoes it. */
  async function commit(plan: CommitPlan, next: RunState, effects: readonly Effect[]): Promise<boolean> {
    const [result] = await deps.runState.commit([plan])
    deps.metrics.commits.inc({ result: result?.kind ?? 'refused' })
    if (result?.kind !== 'committed') return false
    try {
      await deps.afterCommit(next, effects)
    } catch (error) {
      deps.logger.error({ err: error, runId: next.runId }, 'an effect behind a commit was not carried out; the reconciler looks after it')
    }
    return true
  }

  async function restore(recorded: RunState, partition: number, tip: string): Promise<{ state: RunState; tokens: number } | undefined> {
    const { runId } = recorded
    const { state, events, effects } = redispatchAll(await irOf(recorded), recorded, deps.clock.now())
    const plan = planOf({ runId, partition, tip, epoch: deps.newEpoch(), next: state, decision: { events, effects } })
    return (await commit(plan, state, effects)) ? { state, tokens: effects.filter(({ kind }) => kind === 'dispatch').length } : undefined
  }

  async function startIr(command: RunCommand): Promise<Ir> {
    if (command.kind !== 'start') throw new DomainError('internal.error', 'Only a start can create a run.')
    return (await deps.cas.get(command.irRef)) as Ir
  }

  /** False when the hot state is another one by now: what was judged was judged on something else. */
  async function acknowledge(runId: string, { partition, ack }: ApplyOptions, judged: Record<string, string> | undefined): Promise<boolean> {
    if (!ack) return true
    const [result] = await deps.runState.commit([{ runId, partition, checks: sameAs(judged), steps: [ackStep(ack.entry, ack.group)] }])
    return result?.kind === 'committed'
  }

  async function discard(runId: string, options: Parameters<Commander['discard']>[1], unwanted: Parameters<Commander['discard']>[2]): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const fields = await loadFields(runId, options.partition)
      if (!unwanted(fields && decodeState(fields))) return false
      if (await acknowledge(runId, options, fields)) return true
    }
    throw movedTooOften()
  }

  return {
    irOf,
    restore,
    discard,
    async load(runId, partition) {
      const fields = await loadFields(runId, partition)
      return fields ? decodeState(fields) : undefined
    },
    async apply(runId, command, options) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const result = await attempt(runId, command, options)
        if (result !== 'retry') return result
      }
      throw movedTooOften()
    },
  }
}

function movedTooOften(): DomainError {
  return new DomainError('run.moved', `The run changed ${MAX_TRIES} times while one command was judged.`)
}

/** Checks that the hot state is still the one with these fields, or still missing. */
function sameAs(fields: Record<string, string> | undefined): CommitCheck[] {
  return fields ? unchangedSince({ rev: fields.rev ?? '', epoch: fields.epoch ?? '' }) : [{ kind: 'absent' }]
}
