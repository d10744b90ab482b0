/** What it costs to accept a patch: judged, stored, answered; beside fast-json-patch on a JSON column of the same Postgres. */
import { acceptLatency, compactionCost } from './patches/latency.ts'
import { recordingTogether } from './patches/recording.ts'
import { refusals } from './patches/refusals.ts'
import { openStage } from './patches/stage.ts'
import { patchesPerSecond } from './patches/throughput.ts'
import { type Result, report } from './report.ts'

const SIZES = [14, 200, 2_000]
const MANY_RUNS = 16

report('patches', await measured())

async function measured(): Promise<Result[]> {
  const stage = await openStage()
  try {
    const results: Result[] = []
    for (const nodes of SIZES) results.push(...(await acceptLatency(stage, nodes)))
    for (const runs of [1, MANY_RUNS]) results.push(await patchesPerSecond(stage, runs))
    for (const nodes of SIZES) results.push(await compactionCost(stage, nodes))
    results.push(await recordingTogether(await stage.emptyDatabase()))
    results.push(...(await refusals(stage)))
    return results
  } finally {
    await stage.close()
  }
}
