/** What one step costs the decisions of a run, in short workflows and long ones. */
import { lower } from '@aob/ir/program'
import { decide, diffFields, type Effect, type RunCommand, type RunState } from '@aob/ir/run'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { median } from './interleave.ts'
import { type Result, report } from './report.ts'

const STEPS = [1_000, 5_000, 20_000]
const ROUNDS = 3

type Shape = 'one after the other' | 'all at once'
const SHAPES: readonly Shape[] = ['one after the other', 'all at once']

/** A step before all others, each of which hangs on it, or on the one before. */
function workflow(shape: Shape, steps: number): Workflow {
  const index = Array.from({ length: steps }, (_, at) => at)
  const from = (at: number) => (shape === 'one after the other' ? at - 1 : 0)
  return {
    schemaVersion: 1,
    name: shape,
    nodes: index.map((at) => ({ id: `s${at}`, type: 'function', config: { code: 'return input' }, position: { x: 0, y: 0 } })),
    edges: index.slice(1).map((at) => ({ id: `e${at}`, from: `s${from(at)}`, to: `s${at}` })),
  }
}

type Dispatch = Extract<Effect, { kind: 'dispatch' }>

/** Decides a whole run, each time on what the decision before left, with what a commit would write of it. Milliseconds of processor time. */
function decided(shape: Shape, steps: number): number {
  const ir = lower(workflow(shape, steps), DEFAULT_LIMITS)
  const tokens: Dispatch[] = []
  let state: RunState | undefined
  let now = 0
  const apply = (command: RunCommand) => {
    const decision = decide(ir, state, command, ++now)
    if (decision.kind !== 'events') throw new Error(`${command.kind} came to nothing: ${JSON.stringify(decision)}`)
    diffFields(state, decision.next)
    state = decision.next
    for (const effect of decision.effects) if (effect.kind === 'dispatch') tokens.push(effect)
  }
  const from = process.cpuUsage()
  apply({ kind: 'start', runId: 'r', workflowName: 'w', artifactId: 'a', irRef: 'cas://ir', inputsRef: 'cas://in', actor: { kind: 'human', id: 'ada' } })
  for (const [at, { nodeId, attempt }] of tokens.entries()) {
    apply({ kind: 'signal', nodeId, attempt, outcome: { kind: 'started' } })
    apply({ kind: 'signal', nodeId, attempt, outcome: { kind: 'succeeded', port: 'out', outputRef: `cas://sha256:${String(at).padStart(64, '0')}` } })
  }
  const { user, system } = process.cpuUsage(from)
  if (state?.status !== 'COMPLETED') throw new Error(`The run of ${steps} steps ended ${state?.status}.`)
  return (user + system) / 1000
}

const results: Result[] = []
for (const shape of SHAPES) {
  let shortest = Number.NaN
  for (const steps of STEPS) {
    const perStep = median(Array.from({ length: ROUNDS }, () => decided(shape, steps))) / steps
    if (steps === STEPS[0]) shortest = perStep
    results.push({
      name: 'decisions of one step',
      workload: `${steps.toLocaleString('en')} steps, ${shape}`,
      value: Number((perStep * 1000).toPrecision(3)),
      unit: 'µs',
      peer: steps === STEPS[0] ? 'none' : `one step of ${STEPS[0]?.toLocaleString('en')}`,
      ratio: steps === STEPS[0] ? null : Number((shortest / perStep).toPrecision(3)),
    })
  }
}
report('run-scale', results)
