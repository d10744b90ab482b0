import { encodeState } from '@aob/ir/run'
import type { Commander } from '../coordinator/commander.ts'
import { COORDINATOR_GROUP } from '../coordinator/completion-loop.ts'
import { DRAIN_GROUP } from '../coordinator/drain-loop.ts'
import { LEASE_FIELD } from '../coordinator/lease.ts'
import type { CommitStep } from '../ports/commit-plan.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import { RUNNER_GROUP } from '../runner/task-worker-deps.ts'

/** Faults put into the engine on purpose: a simulation that does not catch them proves nothing. */
export const PLANTED_FAULTS = [
  'completions-acknowledged-when-read',
  'events-acknowledged-when-read',
  'tokens-acknowledged-when-read',
  'late-results-not-fenced',
  'rebuild-without-redispatch',
  'commit-without-revision-check',
  'leases-not-kept',
] as const
export type PlantedFault = (typeof PLANTED_FAULTS)[number]

interface Parts {
  queue: TaskQueue
  runState: RunStateStore
}

export interface PlantedParts extends Parts {
  commander(sound: Commander): Commander
  /** The commander a rebuild works with. */
  recoveringCommander(sound: Commander): Commander
}

const ACKNOWLEDGED_EARLY: Partial<Record<PlantedFault, string>> = {
  'completions-acknowledged-when-read': COORDINATOR_GROUP,
  'events-acknowledged-when-read': DRAIN_GROUP,
  'tokens-acknowledged-when-read': RUNNER_GROUP,
}

/** The parts as they are, or with one fault in them. */
export function plantIn(fault: PlantedFault | undefined, { queue, runState }: Parts): PlantedParts {
  const group = fault === undefined ? undefined : ACKNOWLEDGED_EARLY[fault]
  return {
    queue: group === undefined ? queue : acknowledgingEarly(queue, group),
    runState: runStateWith(fault, runState),
    commander: (sound) => (fault === 'late-results-not-fenced' ? withoutFence(sound) : sound),
    recoveringCommander: (sound) => (fault === 'rebuild-without-redispatch' ? withoutRedispatch(sound, runState) : sound),
  }
}

function acknowledgingEarly(queue: TaskQueue, group: string): TaskQueue {
  return {
    append: (...args) => queue.append(...args),
    claim: (request) => queue.claim(request),
    touch: (request) => queue.touch(request),
    ack: (request) => queue.ack(request),
    depth: (stream) => queue.depth(stream),
    peek: (request) => queue.peek(request),
    async read(request) {
      const entries = await queue.read(request)
      if (request.group === group && entries.length > 0) await queue.ack({ group, entries })
      return entries
    },
  }
}

function runStateWith(fault: PlantedFault | undefined, runState: RunStateStore): RunStateStore {
  if (fault === 'commit-without-revision-check') return withoutRevisionCheck(runState)
  return fault === 'leases-not-kept' ? withoutLeases(runState) : runState
}

/** Goes on inline and leaves no trace of it: nobody sees which node a lost worker was at. */
function withoutLeases(runState: RunStateStore): RunStateStore {
  const forgotten = (step: CommitStep): CommitStep =>
    step.kind === 'set' ? { kind: 'set', fields: Object.fromEntries(Object.entries(step.fields).filter(([field]) => !field.startsWith(LEASE_FIELD))) } : step
  return {
    load: (runId, partition) => runState.load(runId, partition),
    incarnation: () => runState.incarnation(),
    list: (...args) => runState.list(...args),
    commit: (plans) => runState.commit(plans.map((plan) => ({ ...plan, steps: plan.steps.map(forgotten) }))),
  }
}

function withoutRevisionCheck(runState: RunStateStore): RunStateStore {
  return {
    load: (runId, partition) => runState.load(runId, partition),
    incarnation: () => runState.incarnation(),
    list: (...args) => runState.list(...args),
    commit: (plans) => runState.commit(plans.map((plan) => ({ ...plan, checks: plan.checks.filter(({ kind }) => kind !== 'equals') }))),
  }
}

/** Takes any result for one of the attempt whose token is out. */
function withoutFence(commander: Commander): Commander {
  const applyAll: Commander['applyAll'] = async (runId, commands, options) => {
    const nodes = commands.some(({ kind }) => kind === 'signal') ? (await commander.load(runId, options.partition))?.nodes : undefined
    const unfenced = commands.map((command) =>
      command.kind === 'signal' ? { ...command, attempt: nodes?.get(command.nodeId)?.attempt ?? command.attempt } : command,
    )
    return commander.applyAll(runId, unfenced, options)
  }
  return { ...commander, applyAll, apply: (runId, command, options) => applyAll(runId, [command], options) }
}

/** Gives a run its state back and forgets its tokens. */
function withoutRedispatch(commander: Commander, runState: RunStateStore): Commander {
  return {
    ...commander,
    async restore(state, partition, tip) {
      const fields = { ...encodeState(state), epoch: '1', tip }
      const [result] = await runState.commit([{ runId: state.runId, partition, checks: [{ kind: 'absent' }], steps: [{ kind: 'set', fields }] }])
      return result?.kind === 'committed' ? { state, tokens: 0 } : undefined
    },
  }
}

export function isPlantedFault(name: string | undefined): name is PlantedFault {
  return PLANTED_FAULTS.some((fault) => fault === name)
}
