// `npm run test:kafka [-- path …]`: what stands on Kafka, on a real broker that it provides, starts and stops by itself.
import { nodeVersionProblem } from './launch/node-version.mjs'

const problem = nodeVersionProblem(process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
}
// Loaded only now: an older Node would stop at syntax it does not know before it could say so.
const { testKafka } = await import('./kafka/test-kafka.mjs')
await testKafka(process.argv.slice(2))
