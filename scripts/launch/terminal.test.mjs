import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const terminal = path.join(path.dirname(fileURLToPath(import.meta.url)), 'terminal.mjs')

it('a reader that went away does not end the launcher (its children were left running)', async () => {
  const script = `
    const { say, complain } = await import(${JSON.stringify(terminal)})
    process.on('SIGTERM', () => { say('Stopping'); complain('x'); setTimeout(() => process.exit(7), 200) })
    setInterval(() => {}, 1000)
    say('up')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.stdout.destroy()
  child.stderr.destroy()
  child.kill('SIGTERM')
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7)
})
