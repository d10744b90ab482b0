import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LOG_ROTATE_BYTES, logFile, startChild } from './child.mjs'
import { takeLock } from './data-lock.mjs'
import { anyFreePort, nextFreePort, portState } from './ports.mjs'
import { identify, isAlive, stopProcess } from './process-identity.mjs'
import { recordProcess, survivorOf } from './process-records.mjs'
import { stopRecorded } from './stop-order.mjs'
import { waitUntil } from './wait-until.mjs'

let dataDir = ''
const strays = []
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'aob-processes-'))
})
afterEach(() => {
  for (const child of strays.splice(0)) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** A process that lives until it is stopped; `stubborn` ones do not listen to SIGTERM. */
const stray = ({ stubborn = false } = {}) => {
  const script = `${stubborn ? "process.on('SIGTERM', () => {});" : ''} setInterval(() => {}, 1000); console.log('up')`
  const child = spawn(process.execPath, ['-e', script, 'a-stray-process'], { stdio: ['ignore', 'pipe', 'ignore'] })
  strays.push(child)
  return new Promise((resolve) => child.stdout.once('data', () => resolve(child)))
}
const identityOf = async (options) => identify((await stray(options)).pid)

describe('a process is known by id and start', () => {
  it('this one lives, with its command line', () => expect(identify(process.pid)).toMatchObject({ pid: process.pid, command: expect.stringContaining('node') }))
  it.each([0, 1, -1, Number.NaN, 2 ** 30])('%s names nobody we may touch', (pid) => expect(identify(pid)).toBeUndefined())
  it('an id with another start is somebody else, and is left alone', async () => {
    const identity = await identityOf()
    const other = { ...identity, startedAt: 'earlier' }
    expect(isAlive(other)).toBe(false)
    expect(await stopProcess(other)).toBe(true)
    expect(isAlive(identity)).toBe(true)
  })
  it('the first signal that works is enough', async () => {
    const identity = await identityOf()
    expect(await stopProcess(identity)).toBe(true)
    expect(isAlive(identity)).toBe(false)
  })
  it('one that does not listen is killed', async () => {
    const identity = await identityOf({ stubborn: true })
    const steps = /** @type {const} */ ([
      { signal: 'SIGTERM', waitMs: 100 },
      { signal: 'SIGKILL', waitMs: 3000 },
    ])
    expect(await stopProcess(identity, steps)).toBe(true)
  })
})

describe('what a killed launcher left behind', () => {
  it('is found by record', async () => {
    const identity = await identityOf()
    recordProcess(dataDir, { name: 'server', ...identity, mark: 'a-stray-process' })
    expect(survivorOf(dataDir, 'server')).toEqual(identity)
  })
  it.each([
    ['the start', { startedAt: 'earlier' }],
    ['the command line', { mark: 'another-program' }],
  ])('is not mistaken when %s differs: then it is never stopped', async (_, change) => {
    const identity = await identityOf()
    recordProcess(dataDir, { name: 'server', ...identity, mark: 'a-stray-process', ...change })
    expect(survivorOf(dataDir, 'server')).toBeUndefined()
    await stopRecorded(dataDir)
    expect(isAlive(identity)).toBe(true)
  })
  it('half a record proves nothing', () => {
    mkdirSync(path.join(dataDir, 'run'))
    writeFileSync(path.join(dataDir, 'run/server.json'), '{"name":"server","pid":')
    expect(survivorOf(dataDir, 'server')).toBeUndefined()
  })
  it('is stopped, except what is to be adopted', async () => {
    const server = await identityOf()
    const redis = await identityOf()
    recordProcess(dataDir, { name: 'server', ...server, mark: 'a-stray-process' })
    recordProcess(dataDir, { name: 'redis', ...redis, mark: 'a-stray-process' })
    await stopRecorded(dataDir, { except: new Set(['redis']) })
    expect([isAlive(server), isAlive(redis)]).toEqual([false, true])
    await stopRecorded(dataDir)
    expect(isAlive(redis)).toBe(false)
  })
})

describe('a child', () => {
  const spec = (script) => ({ name: 'server', dataDir, command: process.execPath, args: ['-e', script, 'the-mark'], mark: 'the-mark' })
  it('is written down while it runs, logged, and forgotten after its stop', async () => {
    const child = await startChild(spec("console.log('hello'); setInterval(() => {}, 1000)"))
    // While the shell becomes the program, the command line is that of neither for a moment.
    expect(await waitUntil(async () => survivorOf(dataDir, 'server')?.pid === child.identity.pid, { timeoutMs: 5000 })).toBe(true)
    expect(await waitUntil(async () => child.logTail().includes('hello'), { timeoutMs: 5000 })).toBe(true)
    await Promise.all([child.stop(), child.stop()])
    await child.exited
    expect(existsSync(path.join(dataDir, 'run/server.json'))).toBe(false)
  })
  it('tells how it ended', async () => expect(await (await startChild(spec('process.exit(3)'))).exited).toEqual({ code: 3, signal: null }))
  it('that cannot be started has ended', async () => {
    const child = await startChild({ ...spec(''), command: '/no/such/program' })
    expect(await child.exited).toEqual({ code: 127, signal: null })
    await child.stop()
  })
  it('does not begin before it is written down: a launcher killed in between leaves no process that nobody knows', async () => {
    const [ran, mark] = [path.join(dataDir, 'ran'), `unrecorded-${path.basename(dataDir)}`]
    mkdirSync(path.join(dataDir, 'run'))
    // Writing into a pipe that nobody reads lasts for ever: the launcher stands between start and record.
    execFileSync('mkfifo', [path.join(dataDir, 'run/server.json')])
    const child = { name: 'server', dataDir, command: process.execPath, args: ['-e', `require('fs').writeFileSync(${JSON.stringify(ran)}, '')`, mark], mark }
    const script = `import { startChild } from ${JSON.stringify(new URL('./child.mjs', import.meta.url).href)}; await startChild(${JSON.stringify(child)})`
    const launcher = spawn(process.execPath, ['--input-type=module'], { stdio: ['pipe', 'ignore', 'inherit'] })
    strays.push(launcher)
    launcher.stdin.end(script)
    const living = () => spawnSync('pgrep', ['-f', mark], { encoding: 'utf8' }).stdout.trim()
    expect(await waitUntil(async () => living() !== '', { timeoutMs: 10_000 })).toBe(true)
    launcher.kill('SIGKILL')
    expect(await waitUntil(async () => living() === '', { timeoutMs: 10_000 })).toBe(true)
    expect(existsSync(ran)).toBe(false)
  })
  it('shows only its own part of the log, and a long log is set aside', async () => {
    const file = logFile(dataDir, 'server')
    mkdirSync(path.dirname(file))
    writeFileSync(file, 'earlier\n'.padEnd(LOG_ROTATE_BYTES, 'x'))
    const first = await startChild(spec("console.log('first')"))
    await first.exited
    expect(first.logTail()).toBe('first\n')
    const second = await startChild(spec("console.log('second')"))
    await second.exited
    expect(readFileSync(file, 'utf8')).toBe('second\n')
    expect(readFileSync(file.replace('.log', '.1.log'), 'utf8')).toContain('first')
  })
})

describe('the lock of a data folder', () => {
  it('has one holder at a time, who can be asked for', () => {
    const first = takeLock(dataDir)
    if (!first.held) throw new Error('an empty folder is free')
    first.announce({ url: 'http://127.0.0.1:7420' })
    expect(takeLock(dataDir)).toEqual({ held: false, holder: expect.objectContaining({ pid: process.pid, url: 'http://127.0.0.1:7420' }) })
    first.release()
    expect(takeLock(dataDir).held).toBe(true)
  })
  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 30, startedAt: 'x', token: 't' })],
    ['a process whose id is somebody else’s now', JSON.stringify({ pid: process.pid, startedAt: 'earlier', token: 't' })],
    ['a file cut short', '{"pid":'],
  ])('is taken over from %s', (_, text) => {
    writeFileSync(path.join(dataDir, 'lock'), text)
    expect(takeLock(dataDir).held).toBe(true)
  })
  it('is released only by its holder', () => {
    const first = takeLock(dataDir)
    writeFileSync(path.join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, startedAt: identify(process.pid)?.startedAt, token: 'other' }))
    if (first.held) first.release()
    expect(takeLock(dataDir).held).toBe(false)
  })
})

describe('ports', () => {
  it('a listening one is taken, and the next free one is found', async () => {
    const { createServer } = await import('node:net')
    const port = await anyFreePort('127.0.0.1')
    const server = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    expect(await portState(port, '127.0.0.1')).toBe('taken')
    expect(await nextFreePort(port, '127.0.0.1')).not.toBe(port)
    await new Promise((resolve) => server.close(resolve))
    expect(await portState(port, '127.0.0.1')).toBe('free')
    expect(await nextFreePort(port, '127.0.0.1', new Set([port]))).not.toBe(port)
  })
  it('an address of another machine is told apart', async () => expect(await portState(7420, '192.0.2.1')).toBe('no-such-host'))
})
