import { encodeState } from '@aob/ir/run'
import type { Commander } from '../coordinator/commander.ts'
import { COORDINATOR_GROUP } from '../coordinator/completion-loop.ts'
import { DRAIN_GROUP } from '../coordinator/drain-loop.ts'
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
    runState: fault === 'commit-without-revision-check' ? withoutRevisionCheck(runState) : runState,
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
  return {
    irOf: (state) => commander.irOf(state),
    load: (runId, partition) => commander.load(runId, partition),
    restore: (...args) => commander.restore(...args),
    discard: (...args) => commander.discard(...args),
    async apply(runId, command, options) {
      if (command.kind !== 'signal') return commander.apply(runId, command, options)
      const attempt = (await commander.load(runId, options.partition))?.nodes[command.nodeId]?.attempt ?? command.attempt
      return commander.apply(runId, { ...command, attempt }, options)
    },
  }
}

/** Gives a run its state back and forgets its tokens. */
function withoutRedispatch(commander: Commander, runState: RunStateStore): Commander {
  return {
    irOf: (state) => commander.irOf(state),
    load: (runId, partition) => commander.load(runId, partition),
    apply: (...args) => commander.apply(...args),
    discard: (...args) => commander.discard(...args),
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
