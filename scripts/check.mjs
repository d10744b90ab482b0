// `npm run check`: format, lint, arrows, purity, file sizes, types and drift of generated files, in well under a minute.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from './check/steps.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { passed, failed } = await runChecks(root, console.log)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
