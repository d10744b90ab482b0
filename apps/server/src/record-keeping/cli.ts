import { parseArgs } from 'node:util'
import { composeRecordKeeping } from '../compose.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../observability/logger.ts'
import { type Collected, collectGarbage } from './collect-garbage.ts'

const USAGE = `npm run record -- <job>, with DATABASE_URL (and AOB_DATA_DIR for collect):
  projections            project every run anew from its first event; says which rows were wrong
  purge --before <date>  delete the events of runs that ended before
  collect --grace <h>    delete blobs nothing names: set aside after so many hours, deleted after as many again`

/** Jobs an operator does by hand; the last line says what came of it. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { before: { type: 'string' }, grace: { type: 'string' } }, allowPositionals: true })
  const logger = createLogger('warn')
  const { keeping, garbage, policy, close } = composeRecordKeeping(readConfig(process.env), logger)
  try {
    switch (positionals[0]) {
      case 'projections': {
        const { runs, changed, skipped } = await keeping.rebuildProjections()
        for (const runId of changed) console.log(`run ${runId} was projected otherwise and is mended`)
        console.log(`${runs} runs projected from their first event, ${skipped} of them left alone because it is purged; ${changed.length} were wrong`)
        return changed.length === 0 ? 0 : 1
      }
      case 'purge': {
        const before = new Date(values.before ?? '')
        if (Number.isNaN(before.getTime())) break
        console.log(`${await keeping.purgeLog(before)} events of runs that ended before ${before.toISOString()} deleted`)
        return 0
      }
      case 'collect': {
        const graceMs = Number(values.grace ?? policy.blobGraceHours) * 3_600_000
        if (!(graceMs >= 0)) break
        let collected: Collected | undefined
        await keeping.alone(async () => {
          collected = await collectGarbage({ garbage, keeping, graceMs })
        })
        console.log(collected ? `${collected.setAside} blobs set aside, ${collected.deleted} deleted` : 'another process is at it; nothing was done')
        return collected ? 0 : 1
      }
    }
    console.error(USAGE)
    return 2
  } finally {
    await close()
  }
}

process.exitCode = await main()
