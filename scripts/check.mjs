// `npm run check`: format, lint, arrows, purity, file sizes, types and drift of generated files, in well under a minute.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { asLaunchFailure } from './launch/failure.mjs'
import { setUp } from './launch/setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
try {
  // Packages older than the lock file fail as types that do not fit: what is installed comes first.
  await setUp(root, console.log, { build: [] })
  const { runChecks } = await import('./check/steps.mjs') // reads packages itself
  const { passed, failed } = await runChecks(root, console.log)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  const failure = asLaunchFailure(error)
  if (!failure) throw error
  console.error(failure.message)
  process.exitCode = 1
}
