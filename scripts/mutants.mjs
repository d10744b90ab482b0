// `npm run mutants [-- --only <words>]`: every fault planted in a copy of the core must be caught by its tests; ends with the count. The last result is in bench/chaos/README.md.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { setUp } from './launch/setup.mjs'
import { mutants } from './mutants/run.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({ options: { only: { type: 'string' } } })
await setUp(root, console.log, { build: ['wasm'] })
process.exit((await mutants({ root, ...(values.only ? { only: values.only } : {}) })) ? 0 : 1)
