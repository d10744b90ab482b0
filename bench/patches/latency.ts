import type { Operation } from '@aob/schemas'
import { median, spread } from '../interleave.ts'
import type { Result } from '../report.ts'
import { PEER, type Stage } from './stage.ts'
import { measuredWorkflow, patchNumber } from './workload.ts'

const ROUNDS = 60
const WARM_UP = 3

/** One patch after another on one head, ours and the peer's in turns; compaction goes on in the background as it does. */
export async function acceptLatency({ product, caller, peer }: Stage, nodes: number): Promise<Result[]> {
  const workflow = measuredWorkflow(nodes)
  const { name } = workflow
  let { artifactId } = await product.services.workflows.create(caller, { workflow: { ...workflow } })
  await peer.create(name, workflow)
  const accept = async (operations: Operation[]) => {
    const answer = await product.services.workflows.patch(caller, name, 'main', { operations, baseVersion: artifactId, rebase: true })
    artifactId = answer.artifactId ?? artifactId
  }
  const [ours, theirs] = await inTurns(
    (round) => accept(patchNumber(nodes, round)),
    (round) => peer.accept(name, patchNumber(nodes, round)),
  )
  const about = { workload: `${nodes} nodes`, unit: 'ms' as const, peer: PEER }
  return [
    { name: 'accept, p50', ...about, value: rounded(median(ours)), ratio: rounded(median(theirs) / median(ours)), spread: spread(ours, theirs) },
    { name: 'accept, p95', ...about, value: rounded(p95(ours)), ratio: rounded(p95(theirs) / p95(ours)) },
  ]
}

/** A chain of as many patches as compaction waits for, made one base of the same bytes. */
export async function compactionCost({ compact, chainOf, peer }: Stage, nodes: number): Promise<Result> {
  const { workflow, patches } = await chainOf(nodes)
  await peer.create(`${workflow.name} compacted`, workflow)
  for (const operations of patches) await peer.accept(`${workflow.name} compacted`, operations)
  const [ours, theirs] = await inTurns(
    () => compact(workflow.name),
    () => peer.compact(`${workflow.name} compacted`, workflow),
    15,
  )
  return {
    name: `compaction of ${patches.length} patches`,
    workload: `${nodes} nodes`,
    value: rounded(median(ours)),
    unit: 'ms',
    peer: PEER,
    ratio: rounded(median(theirs) / median(ours)),
    spread: spread(ours, theirs),
  }
}

type Turn = (round: number) => Promise<unknown>

async function inTurns(ours: Turn, theirs: Turn, rounds = ROUNDS): Promise<[ours: number[], theirs: number[]]> {
  const samples: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds + WARM_UP; round++) {
    const turns = [
      { side: 0, turn: ours },
      { side: 1, turn: theirs },
    ]
    for (const { side, turn } of round % 2 === 0 ? turns : turns.reverse()) {
      const start = performance.now()
      await turn(round)
      if (round >= WARM_UP) samples[side]?.push(performance.now() - start)
    }
  }
  return samples
}

function p95(samples: readonly number[]): number {
  return [...samples].sort((left, right) => left - right)[Math.ceil(samples.length * 0.95) - 1] ?? Number.NaN
}

export const rounded = (value: number) => Number(value.toPrecision(3))
