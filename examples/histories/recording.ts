import { type ConditionResult, CURRENT_BEHAVIOURS, type RunRecord } from '@aob/ir/run'
import type { Ir, RunEvent, Workflow } from '@aob/schemas'
import { RandomRun } from '../../packages/ir/src/testing/random-run.ts'
import { PERSON, RunDriver } from '../../packages/ir/src/testing/run-driver.ts'
import { exampleWorkflows } from './examples.ts'

/** A recorded run: its log, and every graph the log names. */
export interface History {
  /** What makes it worth keeping. */
  about: string
  graphs: Record<string, Ir>
  events: RunEvent[]
}

export function recordOf({ events, graphs }: History): RunRecord {
  return {
    events,
    irOf(irRef) {
      const ir = graphs[irRef]
      if (!ir) throw new Error(`The history has no graph ${irRef}.`)
      return ir
    },
  }
}

function historyOf(about: string, driver: RunDriver): History {
  return { about, graphs: Object.fromEntries(driver.graphs), events: driver.events }
}

/** An example, answered in one of two ways: everything well and approved, or first tries failing, conditions false, people refusing. */
function recordExample(name: string, doc: Workflow, well: boolean): History {
  const driver = new RunDriver(doc)
  for (let steps = 0; driver.state.endedAt === undefined && steps < 500; steps++) answerFirst(driver, well)
  return historyOf(`${name}, ${well ? 'everything well and approved' : 'first tries fail, conditions are false, people refuse'}`, driver)
}

function answerFirst(driver: RunDriver, well: boolean): void {
  const [id] = driver.state.nodes.keys().filter((node) => ['queued', 'running', 'waiting', 'retrying'].includes(driver.status(node)))
  const node = id === undefined ? undefined : driver.state.nodes.get(id)
  if (id === undefined || !node) throw new Error('The example does not move.')
  const conditions = (port: string): Record<string, ConditionResult> => Object.fromEntries(driver.needed(id, port).map((edge) => [edge.id, well]))
  driver.now = Math.max(driver.now + 10, node.dueAt ?? 0)
  if (node.status === 'retrying') driver.send({ kind: 'retry_due', nodeId: id, attempt: node.attempt })
  else if (node.status === 'queued') driver.signal(id, { kind: 'started', worker: 'w1' })
  else if (node.status === 'waiting') {
    const decision = well ? 'approve' : 'reject'
    const asked = { commandId: `decide-${id}`, approvalId: node.approvalId ?? '', nodeId: id, decision, channel: 'web', outputRef: `cas://${id}` } as const
    driver.send({ kind: 'decide_approval', ...asked, ...(well ? {} : { reason: 'Not now.' }), actor: PERSON, conditions: conditions(decision) })
  } else answerRunning(driver, id, node.attempt, well, conditions)
}

function answerRunning(driver: RunDriver, id: string, attempt: number, well: boolean, conditions: (port: string) => Record<string, ConditionResult>): void {
  const { type = '', retry } = driver.ir.nodes[id] ?? {}
  if (type === 'hitl') driver.signal(id, { kind: 'waiting', approvalId: `ap-${id}`, requestHash: 'h', title: 'Ok?' })
  else if (!well && attempt === 1 && (retry?.maxAttempts ?? 1) > 1) driver.fail(id, true)
  else {
    const port = type === 'conditional' ? String(well) : type === 'switch' ? 'default' : 'out'
    driver.succeed(id, port, conditions(port))
  }
}

/** Seeds whose runs, patched on the way, are kept: between them they show every kind of event. */
const SEEDS = [77, 1001, 2046, 2092, 2114, 2128, 2174]

/** Seeds of runs in mode fast: retries, agents and losses, without a bound and under one. */
const FAST_SEEDS = [638012715, 1364305580, 977]

/** Everything there is to record, by file name. The name tells the behaviours the runs were started with: new ones make new files. */
export function recordAll(): Map<string, History> {
  const behaviours = CURRENT_BEHAVIOURS.map((number) => `-b${number}`).join('')
  return new Map([...recordCurrent()].map(([name, history]) => [name + behaviours, history]))
}

function recordCurrent(): Map<string, History> {
  const histories = new Map<string, History>()
  for (const [name, doc] of exampleWorkflows()) {
    for (const well of [true, false]) histories.set(`${name}-${well ? 'well' : 'ill'}`, recordExample(name, doc, well))
  }
  for (const seed of SEEDS) {
    const run = new RandomRun(seed)
    run.finish(true)
    histories.set(`random-${seed}`, historyOf(`a random run with random patches, seed ${seed}`, run.driver))
  }
  for (const seed of FAST_SEEDS) {
    const run = new RandomRun(seed, 'fast')
    run.finish(true, true)
    histories.set(
      `random-fast-${seed}`,
      historyOf(`a random run in mode fast with random patches, whose hot state was lost on the way, seed ${seed}`, run.driver),
    )
  }
  histories.set('replay-from-merge', recordReplay())
  return histories
}

/** A replay that takes three outputs over and executes what follows, until its time is up. */
function recordReplay(): History {
  const node = (id: string, type: string, config = {}) => ({ id, type, config, position: { x: 0, y: 0 } })
  const edge = (from: string, to: string, rest = {}) => ({ id: `${from}-${to}`, from, to, ...rest })
  const nodes = [node('check', 'conditional', { condition: 'true' }), node('yes', 'function', { code: 'return 1' }), node('no', 'join'), node('merge', 'join')]
  const edges = [
    edge('check', 'yes', { fromPort: 'true' }),
    edge('check', 'no', { fromPort: 'false' }),
    edge('yes', 'merge', { when: 'output > 0' }),
    edge('no', 'merge'),
  ]
  const driver = new RunDriver({ schemaVersion: 1, name: 'repeated', nodes, edges }, undefined, {
    replay: { of: 'run-0', mode: 'live', from: 'merge' },
    reuse: {
      check: { port: 'true', outputRef: 'cas://check', outputBytes: 4 },
      yes: { port: 'out', outputRef: 'cas://yes', conditions: { 'yes-merge': true } },
    },
  })
  driver.now += 5_000
  driver.send({ kind: 'timeout', commandId: 'late', afterMs: 5_000 })
  return historyOf('a replay from its last node, which takes longer than it may', driver)
}
