import { spawn } from 'node:child_process'

/** More than any tool prints when it fails; older text is dropped. */
const OUTPUT_MAX_CHARS = 200_000

/**
 * Runs a program to its end without showing what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, onStart?: (child: import('node:child_process').ChildProcess) => void }} [options] `show` also prints as it goes
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>} never rejects
 */
export function runQuietly(command, args, { cwd, env = process.env, show = false, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    // A tool must not work on after its caller is gone: the next start may run the same one.
    const endTool = () => child.kill()
    process.once('exit', endTool)
    onStart?.(child)
    let output = ''
    const take = (chunk) => {
      output = (output + chunk).slice(-OUTPUT_MAX_CHARS)
      if (show) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => resolve({ ok: false, code: null, output: output + error.message }))
    child.once('close', (code) => {
      process.off('exit', endTool)
      resolve({ ok: code === 0, code, output })
    })
  })
}
