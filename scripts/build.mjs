// `npm run build`: installs and builds whatever is stale, without starting anything.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { asLaunchFailure } from './launch/failure.mjs'
import { setUp } from './launch/setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
try {
  const built = await setUp(root, console.log)
  console.log(built.length > 0 ? `Built ${built.join(', ')}.` : 'Everything is up to date.')
} catch (error) {
  const failure = asLaunchFailure(error)
  if (!failure) throw error
  console.error(failure.message)
  process.exitCode = 1
}
