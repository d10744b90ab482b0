import type { Operation, Workflow } from '@aob/schemas'
import { median } from '../interleave.ts'
import type { Result } from '../report.ts'
import { rounded } from './latency.ts'
import { PEER, type Stage } from './stage.ts'

const ROUNDS = 5
const PATCHES = 24
const CLIENTS = 8

/** Patches a second to runs that wait for a person: each patch is judged against the run's state, stored, swapped in and in the log before it counts. */
export async function patchesPerSecond(stage: Stage, runs: number): Promise<Result> {
  const names = Array.from({ length: runs }, (_, index) => `run of ${runs}, ${index}`)
  const document = waitingWorkflow()
  const started = await Promise.all(
    names.map(() => stage.product.services.runs.start(stage.caller, { workflow: { ...document, name: 'waiting' }, inputs: {} })),
  )
  for (const name of names) await stage.peer.create(name, document)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const patch = (run: number, index: number) => appended(`p${round}_${run}_${index}`)
    ours.push(
      await rate(runs, async (run, index) => {
        await stage.product.services.runs.patch(stage.caller, started[run]?.runId ?? '', { operations: patch(run, index) })
      }),
    )
    theirs.push(await rate(runs, (run, index) => stage.peer.accept(names[run] ?? '', patch(run, index))))
  }
  return {
    name: 'patches to runs',
    workload: runs === 1 ? 'one run, one after another' : `${runs} runs, ${CLIENTS} at a time`,
    value: rounded(median(ours)),
    unit: '1/s',
    peer: PEER,
    ratio: rounded(median(ours) / median(theirs)),
  }
}

async function rate(runs: number, patch: (run: number, index: number) => Promise<void>): Promise<number> {
  const clients = Math.min(runs, CLIENTS)
  const start = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let index = client; index < PATCHES; index += clients) await patch(index % runs, index)
    }),
  )
  return (PATCHES * 1000) / (performance.now() - start)
}

/** A gate that keeps the run open, and thirteen steps behind it. */
function waitingWorkflow(): Workflow {
  const position = { x: 0, y: 0 }
  const steps = Array.from({ length: 13 }, (_, index) => ({ id: `step_${index}`, type: 'function', config: { code: 'return input' }, position }))
  return {
    schemaVersion: 1,
    name: 'waiting',
    nodes: [{ id: 'gate', type: 'hitl', config: { title: 'Go on?' }, position }, ...steps],
    edges: steps.map(({ id }, index) => ({
      id: `e${index}`,
      from: index === 0 ? 'gate' : `step_${index - 1}`,
      to: id,
      ...(index === 0 ? { fromPort: 'approve' } : {}),
    })),
  }
}

function appended(id: string): Operation[] {
  const node = { id, type: 'function', config: { code: 'return input' }, position: { x: 1, y: 2 } }
  return [
    { op: 'add', path: '/nodes/-', value: node },
    { op: 'add', path: '/edges/-', value: { id: `to_${id}`, from: 'step_12', to: id } },
  ]
}
