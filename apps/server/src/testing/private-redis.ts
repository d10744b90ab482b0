import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from './wait-until.ts'

/** A Redis of a test's own, on a unix socket, to be configured, stopped and started as the test likes. */
export interface PrivateRedis {
  socket: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it and removes its directory. */
  remove(): Promise<void>
}

export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}

export async function startPrivateRedis(...settings: string[]): Promise<PrivateRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'aob-redis-'))
  const socket = join(directory, 'redis.sock')
  let stop = async () => undefined as undefined
  const redis: PrivateRedis = {
    socket,
    stop: () => stop(),
    async start() {
      const child = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', '', ...settings], { stdio: 'ignore' })
      const ended = once(child, 'exit')
      stop = async () => {
        child.kill('SIGKILL')
        await ended
        return undefined
      }
      await waitUntil('the private Redis to listen', () => answers(socket))
    },
    async remove() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
  await redis.start()
  return redis
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket)
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
}
