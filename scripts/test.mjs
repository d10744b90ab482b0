// `npm test`: proves the product on real parts, from a bare clone. `npm test -- <path> …` narrows it, --no-e2e leaves the browser out.
import { nodeVersionProblem } from './launch/node-version.mjs'

const problem = nodeVersionProblem(process.versions.node)
if (problem) {
  console.error(problem)
  console.log('0 passed, 1 failed, 0 skipped')
  process.exit(1)
}
// Loaded only now: an older Node would stop at syntax it does not know before it could say so.
const { test } = await import('./test/run.mjs')
await test(process.argv.slice(2))
