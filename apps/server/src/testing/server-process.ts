import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { endBy, freePort } from './child-process.ts'
import { deleteTopicsOf } from './kafka-topics.ts'
import { freshDatabase, freshPrefix, type TestDatabase } from './services.ts'
import { waitUntil } from './wait-until.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const START_MS = 110_000

/** A server of the product in a process of its own, to be killed and frozen. */
export interface ServerProcess {
  pid: number
  /** Where it answers; empty without the role `api`. */
  url: string
  /** What it has logged so far. */
  log(): string
  kill(): Promise<void>
  freeze(): void
  thaw(): void
}

/** Processes that share one database, one blob folder and one part of a Redis, or of the Kafka that `env` names. */
export interface ProcessGroup {
  start(roles: string): Promise<ServerProcess>
  database: TestDatabase
  /** Before every key of theirs in Redis. */
  prefix: string
  close(): Promise<void>
}

export async function startProcessGroup(env: Record<string, string>): Promise<ProcessGroup> {
  const { AOB_TEST_DATABASE_URL: serverUrl = '', AOB_TEST_REDIS_URL: redisUrl = '' } = process.env
  const [database, dataDir, prefix] = [await freshDatabase(serverUrl), await mkdtemp(join(tmpdir(), 'aob-processes-')), freshPrefix()]
  const started: ChildProcess[] = []
  const shared = { DATABASE_URL: database.url, REDIS_URL: redisUrl, AOB_REDIS_PREFIX: prefix, AOB_DATA_DIR: dataDir, ...env }
  return {
    database,
    prefix,
    async start(roles) {
      const port = await freePort()
      const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--role', roles], {
        env: { PATH: process.env.PATH ?? '', ...shared, AOB_PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      started.push(child)
      let log = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          log += chunk.toString()
        })
      const up = () => /"msg":"(listening|working)"/.test(log)
      await waitUntil(`a server with the roles ${roles} (${log})`, () => up() || child.exitCode !== null, START_MS)
      if (!up()) throw new Error(`The server ended with ${child.exitCode}: ${log}`)
      return {
        pid: child.pid ?? 0,
        url: roles.includes('api') || roles === 'all' ? `http://127.0.0.1:${port}/api/v1` : '',
        log: () => log,
        kill: () => endBy('SIGKILL', child),
        freeze: () => void child.kill('SIGSTOP'),
        thaw: () => void child.kill('SIGCONT'),
      }
    },
    async close() {
      await Promise.all(started.map((child) => endBy('SIGKILL', child)))
      if (env.AOB_KAFKA_BROKERS) await deleteTopicsOf(env.AOB_KAFKA_BROKERS, env.AOB_KAFKA_PREFIX ?? prefix)
      else await deleteKeys(redisUrl, prefix)
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function deleteKeys(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl)
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) if (keys.length > 0) await redis.unlink(...keys)
  redis.disconnect()
}
