/** What one item of a map costs the decisions of a run, in short maps and long ones. */
import { lower } from '@aob/ir/program'
import { decide, decodeState, diffFields, type Effect, type HotFields, type RunCommand } from '@aob/ir/run'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { interleave } from './interleave.ts'
import { type Result, report } from './report.ts'

const ITEMS = [500, 2_000, 4_000, 10_000]
const CONCURRENCY = 16

const body = { nodes: [{ id: 'f', type: 'function', config: { code: 'return input' }, position: { x: 0, y: 0 } }], edges: [] }
const map = { id: 'm', type: 'map', config: { items: 'inputs.list', concurrency: CONCURRENCY, body }, position: { x: 0, y: 0 } }
const DOCUMENT: Workflow = { schemaVersion: 1, name: 'map', nodes: [map], edges: [] }
const ir = lower(DOCUMENT, DEFAULT_LIMITS)

type Dispatch = Extract<Effect, { kind: 'dispatch' }>

/** The run as its shell keeps it: fields between the commands, and the tokens that are out. */
class MapRun {
  readonly tokens: Dispatch[] = []
  #fields: HotFields | undefined
  #now = 0

  apply(command: RunCommand): void {
    const state = this.#fields && decodeState(this.#fields)
    const decision = decide(ir, state, command, ++this.#now)
    if (decision.kind !== 'events') throw new Error(`${command.kind} came to nothing: ${JSON.stringify(decision)}`)
    const { set, remove } = diffFields(state, decision.next)
    const fields = Object.assign(this.#fields ?? {}, set)
    for (const field of remove) delete fields[field]
    this.#fields = fields
    for (const effect of decision.effects) if (effect.kind === 'dispatch') this.tokens.push(effect)
  }

  get status(): string | undefined {
    return this.#fields?.status
  }
}

function runMap(count: number): string | undefined {
  const run = new MapRun()
  run.apply({ kind: 'start', runId: 'r', workflowName: 'map', artifactId: 'a', irRef: 'cas://ir', inputsRef: 'cas://in', actor: { kind: 'human', id: 'ada' } })
  // The list grows while it is gone through: tokens of later items come of the answers to earlier ones.
  for (const [at, { nodeId, attempt }] of run.tokens.entries()) {
    run.apply({ kind: 'signal', nodeId, attempt, outcome: { kind: 'started' } })
    const outcome =
      at === 0 ? { kind: 'opened' as const, count } : { kind: 'succeeded' as const, port: 'out', outputRef: `cas://sha256:${String(at).padStart(64, '0')}` }
    run.apply({ kind: 'signal', nodeId, attempt, outcome })
  }
  if (run.status !== 'COMPLETED') throw new Error(`The map of ${count} items ended ${run.status}.`)
  return run.status
}

report('map-scale', measured())

function measured(): Result[] {
  const contestants = ITEMS.map((count) => ({ name: String(count), run: () => runMap(count) }))
  const { medianMs } = interleave(contestants, { budgetMs: 20_000, minRounds: 3, maxRounds: 5 })
  const perItem = (count: number) => (medianMs.get(String(count)) ?? Number.NaN) / count
  const [shortest = 0] = ITEMS
  return ITEMS.map((count) => ({
    name: 'decisions of one item',
    workload: `map of ${count} items, ${CONCURRENCY} at a time`,
    value: Number(perItem(count).toPrecision(3)),
    unit: 'ms' as const,
    peer: count === shortest ? 'none' : `one item of ${shortest}`,
    ratio: count === shortest ? null : Number((perItem(shortest) / perItem(count)).toPrecision(3)),
  }))
}
