/** Servers of the product as processes of their own, on one Postgres and one Redis, as an operator would run them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endBy, freePort } from '../../apps/server/src/testing/child-process.ts'
import { openRedis } from '../inline/own-redis.ts'
import { databaseServer, freshDatabase } from '../patches/stage.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const START_MS = 120_000

export interface Server {
  /** Where it answers; nothing is there without the role `api`. */
  url: string
  /** Resident memory in bytes, as the kernel counts it. */
  residentBytes(): number
  /** In order, as a deploy does it; resolves when the process is gone. */
  stop(): Promise<void>
}

export interface Installation {
  start(roles: string, env?: Readonly<Record<string, string>>): Promise<Server>
  close(): Promise<void>
}

/** An installation of its own; `env` is what all of its servers share. */
export async function install(env: Readonly<Record<string, string>>): Promise<Installation> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'aob-bench-'))
  const [database, redis] = [await databaseServer(dataDir), await openRedis(dataDir)]
  const shared = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: await freshDatabase(database.url),
    REDIS_URL: redis.url,
    AOB_DATA_DIR: dataDir,
    AOB_MIGRATIONS_DIR: path.join(root, 'apps/server/src/adapters/postgres/migrations'),
    AOB_WASM_PATH: path.join(root, 'packages/materializer-wasm/build/materializer.wasm'),
    ...env,
  }
  const started: ChildProcess[] = []
  return {
    async start(roles, own = {}) {
      const port = await freePort()
      const child = spawn(process.execPath, [path.join(root, 'dist/server/main.mjs'), '--role', roles], {
        env: { ...shared, ...own, AOB_PORT: String(port) },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      started.push(child)
      await listening(child)
      return { url: `http://127.0.0.1:${port}`, residentBytes: () => residentBytes(child.pid ?? 0), stop: () => endBy('SIGTERM', child) }
    },
    async close() {
      await Promise.all(started.map((child) => endBy('SIGTERM', child)))
      await redis.stop()
      await database.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function listening(child: ChildProcess): Promise<void> {
  let log = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-10_000)
  })
  const until = performance.now() + START_MS
  while (!/"msg":"(listening|working)"/.test(log)) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`A server did not start: ${log}`)
    await sleep(20)
  }
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
