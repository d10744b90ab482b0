import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkDatabase, checkRedis } from './own-servers.mjs'
import { startPostgres } from './postgres.mjs'
import { isAlive } from './process-identity.mjs'
import { startRedis } from './redis.mjs'
import { findRedis } from './redis-binary.mjs'
import { stopRecorded } from './stop-order.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const lines = []
const say = (line) => lines.push(line)
let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'aob-stores-'))
  lines.length = 0
})
afterEach(async () => {
  await stopRecorded(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
})

const kill = async (child) => {
  process.kill(child.identity.pid, 'SIGKILL')
  await child.exited
}

describe('the private Postgres', () => {
  it('is made, adopted while it runs, and started again after a crash', { timeout: 120_000 }, async () => {
    const first = await startPostgres({ root, dataDir, say })
    expect(first.adopted).toBe(false)
    await checkDatabase(root, first.url)

    const second = await startPostgres({ root, dataDir, say })
    expect(second).toMatchObject({ adopted: true, url: first.url, child: { identity: { pid: first.child.identity.pid } } })

    await kill(first.child)
    const third = await startPostgres({ root, dataDir, say })
    expect(third.adopted).toBe(false)
    await checkDatabase(root, third.url)
    await third.child.stop()
    expect(isAlive(third.child.identity)).toBe(false)
  })

  it('is not fooled by a pid file that names somebody else', { timeout: 120_000 }, async () => {
    const first = await startPostgres({ root, dataDir, say })
    const pidFile = path.join(dataDir, 'postgres/data/postmaster.pid')
    const text = readFileSync(pidFile, 'utf8')
    await kill(first.child)
    writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)))
    const second = await startPostgres({ root, dataDir, say })
    expect(second.adopted).toBe(false)
    await checkDatabase(root, second.url)
  })

  it('is made although the initdb of a killed start is still writing its own draft', { timeout: 120_000 }, async () => {
    const draft = path.join(dataDir, 'postgres/data.new-1/base')
    const script = `const fs = require('fs'); console.log('up'); for (let i = 0; ; i++) { fs.mkdirSync(${JSON.stringify(draft)}, { recursive: true }); fs.writeFileSync(${JSON.stringify(draft)} + '/' + i, '') }`
    // It may stumble over a folder that vanishes under it, as initdb does; another round goes on.
    const writer = spawn('sh', ['-c', 'while true; do "$0" -e "$1"; done', process.execPath, script], { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    try {
      await new Promise((resolve) => writer.stdout.once('data', resolve))
      const { url } = await startPostgres({ root, dataDir, say })
      await checkDatabase(root, url)
    } finally {
      process.kill(-writer.pid, 'SIGKILL')
    }
    await stopRecorded(dataDir)
    rmSync(path.join(dataDir, 'postgres/data'), { recursive: true })
    await startPostgres({ root, dataDir, say })
    expect(readdirSync(path.join(dataDir, 'postgres')).filter((name) => name.includes('.new'))).toEqual([])
  })

  it('of another version is refused with a way out', { timeout: 120_000 }, async () => {
    const first = await startPostgres({ root, dataDir, say })
    await first.child.stop()
    writeFileSync(path.join(dataDir, 'postgres/data/PG_VERSION'), '9\n')
    await expect(startPostgres({ root, dataDir, say })).rejects.toThrow(/written by Postgres 9, but this machine has Postgres \d+/)
  })
})

describe.skipIf(!findRedis().found)('the private Redis (skipped where no redis-server is on PATH)', () => {
  it('is adopted while it runs and started again after a crash, with its data', async () => {
    const first = await startRedis({ dataDir, say })
    if (first.kind !== 'private') throw new Error(first.reason)
    await checkRedis(root, first.url, say)
    expect(await startRedis({ dataDir, say })).toMatchObject({ kind: 'private', adopted: true, child: { identity: { pid: first.child.identity.pid } } })
    await kill(first.child)
    expect(await startRedis({ dataDir, say })).toMatchObject({ kind: 'private', adopted: false })
    expect(lines).toEqual([])
  })

  it('sets data aside that it cannot read, and says so', async () => {
    const first = await startRedis({ dataDir, say })
    if (first.kind !== 'private') throw new Error(first.reason)
    await first.child.stop()
    const folder = path.join(dataDir, 'redis/appendonlydir')
    for (const file of readdirSync(folder)) writeFileSync(path.join(folder, file), 'this is no append-only file\n')
    expect(await startRedis({ dataDir, say })).toMatchObject({ kind: 'private', adopted: false })
    expect(lines).toEqual([expect.stringMatching(/^Redis could not read its data, which is now in .*; runs are rebuilt from Postgres\.$/)])
  })
})

describe.skipIf(!findRedis().found)("the user's own Redis (skipped where no redis-server is on PATH)", () => {
  it('is refused when it may evict keys, and a missing append-only file is mentioned', async () => {
    const redis = await startRedis({ dataDir, say })
    if (redis.kind !== 'private') throw new Error(redis.reason)
    const { Redis } = createRequire(path.join(root, 'apps/server/package.json'))('ioredis')
    const client = new Redis(redis.url)
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await expect(checkRedis(root, redis.url, say)).rejects.toThrow(/may evict keys \(maxmemory-policy allkeys-lru\).* CONFIG SET maxmemory-policy noeviction/)
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    await client.config('SET', 'appendonly', 'no')
    await checkRedis(root, redis.url, say)
    client.disconnect()
    expect(lines).toEqual([expect.stringContaining('keeps no append-only file')])
  })
})

describe('without Redis', () => {
  it('the in-process engine is chosen, with the reason', async () => {
    expect(await startRedis({ dataDir, say, env: { PATH: '/nowhere' } })).toEqual({ kind: 'in-process', reason: 'no redis-server or valkey-server on PATH' })
  })
})

describe("the user's own servers", () => {
  it('a database that nobody answers for is named without its password', async () => {
    await expect(checkDatabase(root, 'postgres://u:secret@127.0.0.1:1/x')).rejects.toThrow(
      /postgres:\/\/u:\*\*\*@127\.0\.0\.1:1\/x\) does not let us in: nothing listens there/,
    )
  })
  it('a Redis that nobody answers for', async () => {
    await expect(checkRedis(root, 'redis://127.0.0.1:1', say)).rejects.toThrow(/does not let us in: nothing listens there/)
  })
})
