/** The life of `npm start`: options, start, wait, stop. */
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { asLaunchFailure } from './failure.mjs'
import { HELP, parseOptions } from './options.mjs'
import { startProduct } from './product.mjs'
import { complain, say } from './terminal.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Exit codes: 0 stopped by the user, 1 could not start or a part died. */
export async function start(argv) {
  const began = performance.now()
  let stop = async () => {}
  const interrupted = onceInterrupted(() => stop())
  try {
    // npm runs scripts in the package folder; a relative --data means the folder the user typed it in.
    const options = parseOptions(argv, process.env.INIT_CWD ?? process.cwd())
    if (options.help) return say(HELP)
    if (process.platform === 'win32') return fail('AOB runs on Linux and macOS. On Windows, use it inside WSL 2.')
    const onStopper = (stopper) => {
      stop = stopper
    }
    // A start cut short has nothing more to tell.
    const product = await startProduct({ root, options, env: process.env, say: (line) => interrupted() || say(line), onStopper })
    say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s; data in ${options.dataDir}; Ctrl-C stops it.`)
    say(product.url)
    const sentence = await product.failed
    if (interrupted()) return
    await product.stop()
    fail(sentence)
  } catch (error) {
    if (interrupted()) return
    fail(sentenceFor(error))
  }
}

/**
 * Stops in order on the first signal, at once on the second.
 * @returns {() => boolean} whether a signal has come
 */
function onceInterrupted(stop) {
  let interrupted = false
  const onSignal = async (signal) => {
    if (interrupted) process.exit(130)
    interrupted = true
    say(signal === 'SIGINT' ? '\nStopping …' : 'Stopping …')
    await stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
  return () => interrupted
}

function fail(sentence) {
  complain(sentence)
  process.exit(1)
}

/** A fault of ours: the trace goes to a file, the screen gets a sentence. */
function sentenceFor(error) {
  const known = asLaunchFailure(error)
  if (known) return known.message
  const file = path.join(os.tmpdir(), `aob-launcher-${process.pid}.log`)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${error instanceof Error ? error.stack : String(error)}\n`)
  return `Something unexpected went wrong: ${error instanceof Error ? error.message : String(error)}. The details are in ${file}.`
}
