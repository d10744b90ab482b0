/** Boots the whole product the way a user does: by its launcher, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const LAUNCHER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../scripts/start.mjs')
const START_TIMEOUT_MS = 180_000
const STOP_TIMEOUT_MS = 40_000

/** A part of the product that runs as a process of its own. */
export type Part = 'launcher' | 'server' | 'redis' | 'postgres' | 'sample-service' | 'scripted-model'

const RECORDED = ['server', 'redis', 'postgres', 'sample-service', 'scripted-model'] as const

export interface StartOptions {
  env?: Readonly<Record<string, string>>
  /** A folder that an earlier product left behind; a fresh one when absent. */
  dataDir?: string
  /** A free one when absent. */
  port?: number
  /** Further flags of `npm start`. */
  flags?: readonly string[]
}

export interface RunningProduct {
  readonly url: string
  readonly port: number
  /** Where the sample service of the examples answers. */
  readonly sampleUrl: string
  readonly dataDir: string
  /** What the launcher has printed so far. */
  output(): string
  /** Process ids of the parts that are recorded as running. */
  pids(): Promise<Partial<Record<Exclude<Part, 'launcher'>, number>>>
  /** Ends parts at once, as a crash would; the launcher and the server when none is named. Resolves when they are gone. */
  kill9(...parts: Part[]): Promise<void>
  /** Deletes what Redis has on disk, as a lost volume would; Redis must not be running. */
  removeRedisData(): Promise<void>
  /** Stops in order, as Ctrl-C does, and keeps the data. Idempotent. */
  stop(): Promise<void>
  /** Stops and removes the data. */
  dispose(): Promise<void>
}

/** Rejects with the launcher's own words when the product does not come up. */
export async function startProduct(options: StartOptions = {}): Promise<RunningProduct> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'aob-e2e-')))
  const port = options.port ?? (await freePort())
  const launcher = spawn(process.execPath, [LAUNCHER, '--port', String(port), '--data', dataDir, ...(options.flags ?? [])], {
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const take = (chunk: Buffer) => {
    output += chunk.toString()
  }
  launcher.stdout.on('data', take)
  launcher.stderr.on('data', take)
  const url = await untilReady(launcher, () => output)
  const { sampleUrl = '' } = JSON.parse(await readFile(path.join(dataDir, 'lock'), 'utf8')) as { sampleUrl?: string }

  const stop = async () => {
    if (hasEnded(launcher)) return
    launcher.kill('SIGTERM')
    await ended(launcher)
  }
  return {
    url,
    port,
    sampleUrl,
    dataDir,
    output: () => output,
    async pids() {
      const found = await Promise.all(RECORDED.map(async (part) => [part, await recordedPid(dataDir, part)] as const))
      return Object.fromEntries(found.filter(([, pid]) => pid !== undefined))
    },
    stop,
    removeRedisData: () => rm(path.join(dataDir, 'redis', 'appendonlydir'), { recursive: true, force: true }),
    async kill9(...parts) {
      const chosen: Part[] = parts.length > 0 ? parts : ['launcher', 'server']
      // The launcher first: it would stop the others in order when one of them dies.
      const pids = await Promise.all(chosen.map((part) => (part === 'launcher' ? launcher.pid : recordedPid(dataDir, part))))
      const order = pids.map((pid, index) => ({ pid, part: chosen[index] })).sort((a, b) => Number(b.part === 'launcher') - Number(a.part === 'launcher'))
      for (const { pid } of order) if (pid !== undefined) process.kill(pid, 'SIGKILL')
      for (const { pid } of order) if (pid !== undefined) await gone(pid)
    },
    async dispose() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The stores are private to the product under test, whatever the developer's shell has set. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|REDIS_URL|AOB_|NODE_ENV$|FORCE_COLOR$)/.test(name))
  return Object.fromEntries(kept)
}

async function untilReady(launcher: ChildProcess, output: () => string): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const url = /^https?:\/\/\S+$/m.exec(output())?.[0]
    if (url) return url
    if (hasEnded(launcher)) throw new Error(`The product did not start:\n${output()}`)
    await sleep(25)
  }
  launcher.kill('SIGTERM')
  throw new Error(`The product was not ready in time:\n${output()}`)
}

async function recordedPid(dataDir: string, part: Part): Promise<number | undefined> {
  try {
    return (JSON.parse(await readFile(path.join(dataDir, 'run', `${part}.json`), 'utf8')) as { pid: number }).pid
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // this product has no such part
    throw error
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function ended(child: ChildProcess): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS
  while (!hasEnded(child) && Date.now() < deadline) await sleep(25)
  if (!hasEnded(child)) throw new Error('The launcher did not stop in time')
}

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 5000
  while (Date.now() < deadline && (await isRunning(pid))) await sleep(10)
}

/** A killed process that nobody has waited for yet (a zombie) no longer runs. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    return !/\) [ZX] /.test(stat)
  } catch {
    return false // no such process
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
