// `npm start`: from a bare clone to a running product. Node's own modules only; everything else is installed on the way.
import { nodeVersionProblem } from './launch/node-version.mjs'

const problem = nodeVersionProblem(process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
}
// Loaded only now: an older Node would stop at syntax it does not know before it could say so.
const { start } = await import('./launch/start.mjs')
await start(process.argv.slice(2))
