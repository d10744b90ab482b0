// `npm run chaos -- --kills 100 --seed 1 [--mode fast|full] [--verbose] [--record file]`: kills the product's processes and counts broken promises.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chaos } from './chaos/run.mjs'
import { asLaunchFailure } from './launch/failure.mjs'
import { setUp } from './launch/setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mode: { type: 'string' },
    record: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})
const { mode } = values
if (mode !== undefined && mode !== 'fast' && mode !== 'full') {
  console.error('--mode is fast or full; without it both are drawn.')
  process.exit(2)
}
try {
  await setUp(root, console.log)
  const { verbose, keep, record } = values
  const kept = await chaos({ root, kills: Number(values.kills), seed: Number(values.seed), modes: mode ? [mode] : ['fast', 'full'], verbose, keep, record })
  process.exit(kept ? 0 : 1)
} catch (error) {
  console.error(asLaunchFailure(error)?.message ?? error)
  process.exit(1)
}
