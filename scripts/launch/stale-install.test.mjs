import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runQuietly } from './run-quietly.mjs'

const scripts = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const lock = (version) => JSON.stringify({ packages: { 'node_modules/a': { version, integrity: `sha512-${version}` } } })

let checkout = ''
beforeEach(() => {
  checkout = mkdtempSync(path.join(os.tmpdir(), 'aob-stale-'))
  cpSync(scripts, path.join(checkout, 'scripts'), { recursive: true, filter: (file) => !/node_modules|\.test\.mjs$/.test(file) })
  mkdirSync(path.join(checkout, 'node_modules'))
  writeFileSync(path.join(checkout, 'node_modules/.package-lock.json'), lock('1.0.0'))
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

/** An npm that writes down what it was told and fails: nothing is fetched. */
function refusingNpm() {
  const bin = path.join(checkout, 'bin')
  mkdirSync(bin)
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\necho "$@" > ${checkout}/asked\necho 'npm error code NOPE' >&2\necho 'npm error told so' >&2\nexit 1\n`)
  chmodSync(path.join(bin, 'npm'), 0o755)
  return { ...process.env, PATH: `${bin}:${process.env.PATH}`, npm_execpath: '' }
}

it.each(['check', 'build'])('npm run %s installs before anything else where the lock file is newer (it failed with types that do not fit)', async (name) => {
  writeFileSync(path.join(checkout, 'package-lock.json'), lock('2.0.0'))
  const run = await runQuietly(process.execPath, [path.join(checkout, `scripts/${name}.mjs`)], { cwd: checkout, env: refusingNpm() })
  expect(run.output).toMatch(/^Installing dependencies \(a changed\)/)
  expect(run.output).toContain('npm ci failed: told so. Run npm ci by hand to see all of it.')
  expect(run.code).toBe(1)
  expect(readFileSync(path.join(checkout, 'asked'), 'utf8')).toMatch(/^ci /)
  expect(run.output).not.toMatch(/FAIL|Building/)
})
