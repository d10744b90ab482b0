import { spread, type Timing } from '../interleave.ts'
import type { Result } from '../report.ts'

/** Our time against everybody's on one workload. */
export interface Measured {
  name: string
  workload: string
  unit: 'ms' | 'µs'
  /** Our contestant. */
  ours: string
  timing: Timing
  /** Contestants that are no peers of ours. */
  not?: readonly string[]
}

/** One result per peer: `ratio` is the peer's time over ours. */
export function comparisons({ name, workload, unit, ours, timing: { medianMs, samplesMs }, not = [ours] }: Measured): Result[] {
  const ownSamples = samplesMs.get(ours) ?? []
  const own = medianMs.get(ours) ?? Number.NaN
  const quartiles = (peer: string): [number, number] => {
    const [low, high] = spread(ownSamples, samplesMs.get(peer) ?? [])
    return [round(low), round(high)]
  }
  return [...medianMs]
    .filter(([peer]) => !not.includes(peer))
    .map(([peer, time]) => ({ name, workload, value: round(unit === 'ms' ? own : own * 1000), unit, peer, ratio: round(time / own), spread: quartiles(peer) }))
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
