import type { RunEvent } from '@aob/schemas'
import { createPostgres } from '../../apps/server/src/adapters/postgres/postgres.ts'
import { event, NO_CHANGE, patchOver, type RecordUnderTest, seedRun, started } from '../../apps/server/src/conformance/record-under-test.ts'
import { median, spread } from '../interleave.ts'
import type { Result } from '../report.ts'
import { rounded } from './latency.ts'

const PATCHES = 1_000
const RUNS = 50
/** What a drain takes at once. */
const BATCH = 500
const ROUNDS = 3
const AT_ONCE = 20

/** Accepted patches whose swaps go to the record: many in a transaction, as a drain that is behind does it, beside one in each (PP-28). */
export async function recordingTogether(databaseUrl: string): Promise<Result> {
  const record = createPostgres({ url: databaseUrl, logger: { warn: () => undefined } })
  await record.migrate()
  try {
    const together: number[] = []
    const alone: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const sides = [
        { samples: together, size: BATCH },
        { samples: alone, size: 1 },
      ]
      for (const { samples, size } of round % 2 === 0 ? sides : sides.reverse()) samples.push(await timeOf(record, await accepted(record), size))
    }
    return {
      name: `record ${PATCHES} accepted patches`,
      workload: `${RUNS} runs, ${BATCH} events in a transaction`,
      value: rounded(median(together)),
      unit: 'ms',
      peer: 'one event in each',
      ratio: rounded(median(alone) / median(together)),
      spread: spread(together, alone),
    }
  } finally {
    await record.close()
  }
}

async function timeOf(record: RecordUnderTest, events: readonly RunEvent[], size: number): Promise<number> {
  const start = performance.now()
  for (let from = 0; from < events.length; from += size) {
    const { kind } = await record.eventLog.drain(events.slice(from, from + size))
    if (kind !== 'stored') throw new Error('The record refuses what it should store.')
  }
  return performance.now() - start
}

/** Patches of open runs as they are stored when they are accepted, and the events of their swaps. */
async function accepted(record: RecordUnderTest): Promise<RunEvent[]> {
  const swaps: RunEvent[] = []
  const runs = await Promise.all(Array.from({ length: RUNS }, () => seedRun(record)))
  await record.eventLog.drain(runs.map((run) => started(run)))
  const rows = runs.flatMap((run) => {
    let parent = run.base
    return Array.from({ length: PATCHES / RUNS }, (_, index) => {
      const { patch, artifact } = patchOver(parent, { scope: 'run', runId: run.runId, status: 'accepted' })
      parent = artifact
      const { patchId } = patch
      const data = { patchId, artifactId: artifact.artifactId, irRef: run.irRef, irVersion: index + 2, summary: NO_CHANGE }
      swaps.push(event(run.runId, index + 2, 'patch.applied', data, { commandId: patchId }))
      return { patch, artifact, commandId: patchId, payload: { patchId } }
    })
  })
  // A version stands on the one before: those of one run go one after another.
  const chains = Array.from({ length: AT_ONCE }, (_, lane) => rows.filter((_row, index) => Math.floor(index / (PATCHES / RUNS)) % AT_ONCE === lane))
  await Promise.all(
    chains.map(async (chain) => {
      for (const row of chain) await record.patches.insertAccepted(row)
    }),
  )
  return swaps
}
