import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BUILD_STEPS, buildStale } from './build.mjs'
import { contentHash, filesUnder } from './content-hash.mjs'
import { FREE_BYTES_MIN, prepareDataFolder } from './data-folder.mjs'
import { findProgram } from './find-program.mjs'
import { installReason } from './install.mjs'
import { findRedis } from './redis-binary.mjs'
import { SOCKET_PATH_MAX, socketFolder } from './socket-folder.mjs'
import { canReach } from './unprivileged-user.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'aob-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (file, text = '') => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), text)
}
const program = (name, script) => {
  put(name, `#!/bin/sh\n${script}\n`)
  chmodSync(path.join(folder, name), 0o755)
}

describe('the content hash', () => {
  const hash = () => contentHash(folder, ['src', 'lock.json'])
  beforeEach(() => {
    put('src/a.ts', 'a')
    put('lock.json', '{}')
  })
  it('is the same for the same bytes', () => expect(hash()).toBe(hash()))
  it.each([
    ['a changed byte', () => put('src/a.ts', 'b')],
    ['a new file', () => put('src/deep/b.ts', 'a')],
    ['a lost file', () => rmSync(path.join(folder, 'src/a.ts'))],
    ['a lost entry', () => rmSync(path.join(folder, 'lock.json'))],
  ])('changes with %s', (_, change) => {
    const before = hash()
    change()
    expect(hash()).not.toBe(before)
  })
  it.each(['src/a.test.ts', 'src/node_modules/x.ts', 'src/build/x.wasm'])('does not change with %s', (file) => {
    const before = hash()
    put(file, 'x')
    expect(hash()).toBe(before)
  })
})

it('the page is built anew when a file its build is made of changes', () => {
  const root = path.join(import.meta.dirname, '../..')
  const imports = [...readFileSync(path.join(root, 'vite.config.ts'), 'utf8').matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => file)
  expect(imports).toContain('apps/web/build/chunk-groups.ts')
  const sources = BUILD_STEPS.find(({ name }) => name === 'web')?.sources.flatMap((entry) => filesUnder(root, entry))
  expect(sources).toEqual(expect.arrayContaining(imports))
})

describe('building what is stale', () => {
  const step = { name: 'copy', sources: ['src'], outputs: ['out.txt'], command: () => ['-e', "require('fs').copyFileSync('src/a.txt', 'out.txt')"] }
  const build = () => buildStale(folder, () => {}, { steps: [step] })

  it('builds once, again after a change, and again when the output is gone', async () => {
    put('src/a.txt', '1')
    expect(await build()).toEqual(['copy'])
    expect(await build()).toEqual([])
    put('src/a.txt', '2')
    expect(await build()).toEqual(['copy'])
    rmSync(path.join(folder, 'out.txt'))
    expect(await build()).toEqual(['copy'])
  })
  it('tells what the tool said when it fails, and is stale still', async () => {
    await expect(build()).rejects.toThrow(/Building copy failed:[\s\S]*ENOENT/)
    put('src/a.txt', '1')
    expect(await build()).toEqual(['copy'])
  })
})

describe('whether dependencies must be installed', () => {
  const machine = { platform: 'linux', arch: 'x64' }
  const lock = (packages) => JSON.stringify({ packages })
  const one = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }
  const reason = () => installReason(folder, machine)

  it('without node_modules', () => {
    put('package-lock.json', lock(one))
    expect(reason()).toBe('nothing is installed yet')
  })
  it('after an installation that was cut short', () => {
    put('package-lock.json', lock(one))
    put('node_modules/a/package.json', '{}')
    expect(reason()).toBe('nothing is installed yet')
    put('node_modules/.package-lock.json', lock(one).slice(0, 20))
    expect(reason()).toBe('nothing is installed yet')
  })
  it('not when all is as locked', () => {
    put('package-lock.json', lock({ '': { name: 'x' }, ...one }))
    put('node_modules/.package-lock.json', lock(one))
    put('node_modules/a/package.json', '{}')
    expect(reason()).toBeUndefined()
  })
  it('when the list of what is installed names a package that is not there', () => {
    put('package-lock.json', lock(one))
    put('node_modules/.package-lock.json', lock(one))
    expect(reason()).toBe('a is missing')
  })
  it.each([
    ['version', { version: '1.0.1', integrity: 'sha512-a' }],
    ['bytes', { version: '1.0.0', integrity: 'sha512-b' }],
  ])('when the locked %s changed', (_, entry) => {
    put('package-lock.json', lock({ 'node_modules/a': entry }))
    put('node_modules/.package-lock.json', lock(one))
    expect(reason()).toBe('a changed')
  })
  it("when this machine's optional package is missing, but not another machine's", () => {
    const native = (os) => ({ version: '1.0.0', optional: true, os: [os], cpu: ['x64'] })
    put('node_modules/.package-lock.json', lock(one))
    put('node_modules/a/package.json', '{}')
    put('package-lock.json', lock({ ...one, 'node_modules/native-darwin': native('darwin') }))
    expect(reason()).toBeUndefined()
    put('package-lock.json', lock({ ...one, 'node_modules/native-linux': native('linux') }))
    expect(reason()).toBe('native-linux changed')
  })
})

describe('the data folder', () => {
  it('is made with its parents', () => expect(() => prepareDataFolder(path.join(folder, 'a/b'))).not.toThrow())
  it('is refused where a file stands', () => {
    put('file')
    expect(() => prepareDataFolder(path.join(folder, 'file/x'))).toThrow(/cannot be made a folder/)
  })
  it.runIf(process.platform === 'linux')('under /proc is refused at once (a recursive mkdir there never returned)', () => {
    expect(() => prepareDataFolder('/proc/aob')).toThrow(/cannot be made a folder|Permission|EACCES/)
  })
  it('needs free space, to the byte', () => {
    expect(() => prepareDataFolder(folder, { freeBytes: () => FREE_BYTES_MIN })).not.toThrow()
    expect(() => prepareDataFolder(folder, { freeBytes: () => FREE_BYTES_MIN - 1 })).toThrow(/^The disk of .* is full/)
  })
})

describe('finding Redis', () => {
  const find = () => findRedis({ PATH: folder })
  it('none on PATH', () => expect(find()).toEqual({ found: false, tooOld: undefined }))
  it('one that is new enough', () => {
    program('redis-server', 'echo "Redis server v=7.0.15 sha=0:0 malloc=libc"')
    expect(find()).toEqual({ found: true, file: path.join(folder, 'redis-server'), version: '7.0.15' })
  })
  it('an old Redis beside a Valkey', () => {
    program('redis-server', 'echo "Redis server v=6.2.7 sha=0:0"')
    expect(find()).toEqual({ found: false, tooOld: `${folder}/redis-server 6.2.7` })
    program('valkey-server', 'echo "Valkey server v=8.0.1 sha=0:0"')
    expect(find()).toMatchObject({ found: true, version: '8.0.1' })
  })
  it('passes over a folder of that name and a file that cannot run', () => {
    mkdirSync(path.join(folder, 'redis-server'))
    put('valkey-server', 'x')
    expect(findProgram('redis-server', { PATH: folder })).toBeUndefined()
    expect(findProgram('valkey-server', { PATH: folder })).toBeUndefined()
  })
})

describe('folders for sockets', () => {
  const longest = (name) => path.join(folder, 'x'.repeat(SOCKET_PATH_MAX - folder.length - name.length - 2))
  it('lie in the data folder while the path fits, to the byte', () => expect(socketFolder(longest('s'), 's')).toBe(longest('s')))
  it('lie elsewhere, always the same, when it does not', () => {
    const tooLong = `${longest('s')}x`
    const other = socketFolder(tooLong, 's')
    expect(other).not.toBe(tooLong)
    expect(socketFolder(tooLong, 's')).toBe(other)
    expect(path.join(other, 's').length).toBeLessThanOrEqual(SOCKET_PATH_MAX)
    rmSync(other, { recursive: true })
  })
  it('are refused when something else stands in their place', () => {
    const tooLong = `${longest('s')}xyz`
    const other = socketFolder(tooLong, 's')
    rmSync(other, { recursive: true })
    symlinkSync(folder, other)
    expect(() => socketFolder(tooLong, 's')).toThrow(/belongs to somebody else/)
    rmSync(other)
  })
})

describe('whether somebody may walk down to a folder', () => {
  const stranger = { uid: 4_000_001, gid: 4_000_001 }
  it('depends on every folder on the way', () => {
    const inner = path.join(folder, 'inner/data')
    mkdirSync(inner, { recursive: true, mode: 0o755 })
    chmodSync(folder, 0o755)
    expect(canReach(inner, stranger)).toBe(true)
    chmodSync(path.join(folder, 'inner'), 0o700)
    expect(canReach(inner, stranger)).toBe(false)
    chmodSync(path.join(folder, 'inner'), 0o711)
    expect(canReach(path.join(inner, 'not/yet/made'), stranger)).toBe(true)
  })
})
