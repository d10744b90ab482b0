import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { asLaunchFailure } from '../launch/failure.mjs'
import { anyFreePort } from '../launch/ports.mjs'
import { startPostgres } from '../launch/postgres.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'
import { setUp } from '../launch/setup.mjs'
import { stopRecorded } from '../launch/stop-order.mjs'
import { provideJava, provideKafkaJars } from './provide-jars.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const say = console.log

/** @param {readonly string[]} filters paths of tests */
export async function testKafka(filters) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'aob-test-kafka-'))
  const cleanUp = async () => {
    await stopRecorded(scratch)
    rmSync(scratch, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void cleanUp().then(() => process.exit(130)))
  let ok = false
  try {
    ok = await run(filters, scratch)
  } catch (error) {
    say(`FAIL ${asLaunchFailure(error)?.message ?? (error instanceof Error ? error.stack : String(error))}`)
  }
  await cleanUp()
  process.exit(ok ? 0 : 1)
}

async function run(filters, scratch) {
  await setUp(root, say, { build: ['wasm'] })
  await provideJava(say)
  const jars = await provideKafkaJars(root, say)
  const postgres = await startPostgres({ root, dataDir: scratch, say, tcpPort: await anyFreePort('127.0.0.1') })
  const args = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.kafka.config.ts', ...filters]
  const env = { ...withoutOurs(), AOB_TEST_DATABASE_URL: postgres.url, AOB_TEST_KAFKA_JARS: jars }
  return (await runQuietly(process.execPath, args, { cwd: root, env, show: true })).ok
}

/** What the developer's shell points at is never touched by tests, unless it is meant for them. */
function withoutOurs() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|REDIS_URL|AOB_(?!TEST_KAFKA_).*|NODE_ENV)$/.test(name)))
}
