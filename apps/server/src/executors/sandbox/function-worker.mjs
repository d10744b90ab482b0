// Runs user functions in QuickJS on a thread of its own, so that a busy function never holds the server's event loop.
// Plain JavaScript: a worker thread is loaded by path, in development and from the bundle alike.
//
// Protocol: in {id, code, input (JSON text), limits {timeMs, stackBytes, resultBytes}}; out {id, kind: 'ok', result (JSON text)}
// or {id, kind: 'threw' | 'limit' | 'result', message, line?, retire?}. `retire` asks the pool to end this thread.
import { parentPort, workerData } from 'node:worker_threads'
import { newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC, Scope } from 'quickjs-emscripten'

const PAGE = 65_536
const INITIAL_PAGES = 256

/** Contexts are fresh per call; the runtime is reused this often, so that whatever it keeps is bounded. */
const CALLS_PER_RUNTIME = 200
const FILE = 'function.js'

/** Removes clock, randomness and the local time zone, then freezes what is left of them. Returns the checker of results. */
const PRELUDE = `(() => {
  'use strict'
  const refuse = (what) => () => { throw new TypeError(what + ' is not available: a function gives the same output for the same input.') }
  const RealDate = Date
  const fromParts = (args) => (args.length === 1 ? new RealDate(args[0]) : new RealDate(RealDate.UTC(...args)))
  function UtcDate(...args) {
    if (!new.target || args.length === 0) refuse('The clock')()
    return fromParts(args)
  }
  UtcDate.prototype = RealDate.prototype
  UtcDate.parse = RealDate.parse
  UtcDate.UTC = RealDate.UTC
  UtcDate.now = refuse('Date.now')
  const date = RealDate.prototype
  date.constructor = UtcDate
  for (const name of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    date['get' + name] = date['getUTC' + name]
    if (date['setUTC' + name]) date['set' + name] = date['setUTC' + name]
  }
  date.getTimezoneOffset = () => 0
  for (const name of ['toString', 'toDateString', 'toTimeString', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) date[name] = date.toISOString
  globalThis.Date = UtcDate
  Math.random = refuse('Math.random')
  for (const name of ['performance', 'WeakRef', 'FinalizationRegistry']) delete globalThis[name]
  for (const value of [UtcDate, date, Math, JSON]) Object.freeze(value)
  const stringify = JSON.stringify
  const problem = (value, path, above) => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
    if (typeof value === 'number') return Number.isFinite(value) ? undefined : path + ' is ' + value
    if (typeof value !== 'object') return path + ' is ' + (value === undefined ? 'undefined' : 'a ' + typeof value)
    if (above.includes(value)) return path + ' contains itself'
    if (above.length > 128) return path + ' is nested too deeply'
    const inside = [...above, value]
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i += 1) {
        const found = problem(value[i], path + '/' + i, inside)
        if (found) return found
      }
      return undefined
    }
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return path + ' is not a plain object'
    if (typeof value.toJSON === 'function') return path + ' has a toJSON method'
    for (const key of Object.keys(value)) {
      if (value[key] === undefined) continue
      const found = problem(value[key], path + '/' + key, inside)
      if (found) return found
    }
    return undefined
  }
  return (value) => {
    const found = problem(value, 'the result', [])
    if (found) return 'x' + found
    const text = stringify(value)
    return typeof text === 'string' ? 'v' + text : 'xthe result has no JSON form'
  }
})()`

// QuickJS counts almost nothing of what this build allocates, so its own memory limit holds nothing: the bound is the WASM memory.
const wasmMemory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: Math.max(INITIAL_PAGES, Math.floor(workerData.memoryBytes / PAGE)) })
const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory }))
let runtime = quickjs.newRuntime()
let calls = 0

function refreshRuntime() {
  calls += 1
  if (calls <= CALLS_PER_RUNTIME) return
  runtime.dispose()
  runtime = quickjs.newRuntime()
  calls = 1
}

/** Line of the user's code in a QuickJS stack. */
function lineOf(stack) {
  const match = new RegExp(`${FILE}:(\\d+)`).exec(typeof stack === 'string' ? stack : '')
  return match ? Number(match[1]) : undefined
}

function failureOf(context, handle, timedOut) {
  const error = context.dump(handle)
  const isError = typeof error === 'object' && error !== null && 'message' in error
  const message = isError ? `${error.name ?? 'Error'}: ${error.message}` : `threw ${JSON.stringify(error) ?? String(error)}`
  const line = isError ? lineOf(error.stack) : undefined
  if (timedOut) return { kind: 'limit', message: 'it ran longer than allowed', line }
  // With no memory left to build an error from, QuickJS throws null.
  const exhausted = error === null && wasmMemory.buffer.byteLength + PAGE * 16 > workerData.memoryBytes
  if (exhausted || /InternalError: out of memory/.test(message)) return { kind: 'limit', message: 'it used more memory than allowed', line, retire: true }
  if (/stack overflow|Maximum call stack/.test(message)) return { kind: 'limit', message: 'its calls are nested deeper than allowed', line }
  return { kind: 'threw', message, line }
}

/** Prelude, code, input, result: each step may fail; every handle belongs to the scope and is freed with it. */
function call(context, scope, { code, input, limits }, expired) {
  const steps = [
    () => context.evalCode(PRELUDE, 'prelude.js'),
    // The body starts on line 1, so that lines in errors are lines of the user's code.
    () => context.evalCode(`(function (input) { 'use strict'; ${code}\n})`, FILE),
    () =>
      context.callFunction(
        scope.manage(context.getProp(scope.manage(context.getProp(context.global, 'JSON')), 'parse')),
        context.undefined,
        scope.manage(context.newString(input)),
      ),
    ([, body, value]) => context.callFunction(body, context.undefined, value),
    ([check, , , value]) => context.callFunction(check, context.undefined, value),
  ]
  const values = []
  for (const step of steps) {
    const outcome = step(values)
    if (outcome.error) return failureOf(context, scope.manage(outcome.error), expired())
    values.push(scope.manage(outcome.value))
  }
  const outcome = context.getString(values[4])
  if (outcome.startsWith('x')) return { kind: 'result', message: outcome.slice(1) }
  if (outcome.length - 1 > limits.resultBytes) return { kind: 'result', message: `the result is larger than ${limits.resultBytes} characters` }
  return { kind: 'ok', result: outcome.slice(1) }
}

/**
 * QuickJS asks every few thousand instructions. Two questions further apart than this say that the process stood still or waited for a
 * processor: that is not the function's time.
 */
const LONGEST_STEP_MS = 20

/** Whether the function has used up its running time; to be asked often. */
function clockOf(timeMs) {
  let spent = 0
  let last = performance.now()
  return () => {
    const now = performance.now()
    spent += Math.min(now - last, LONGEST_STEP_MS)
    last = now
    return spent >= timeMs
  }
}

function run(job) {
  refreshRuntime()
  const isLate = clockOf(job.limits.timeMs)
  runtime.setMaxStackSize(job.limits.stackBytes)
  runtime.setInterruptHandler(isLate)
  return Scope.withScope((scope) => call(scope.manage(runtime.newContext()), scope, job, isLate))
}

parentPort.on('message', (job) => {
  try {
    parentPort.postMessage({ id: job.id, ...run(job) })
  } catch (error) {
    // The module may be damaged by a trap.
    const message = `the sandbox stopped: ${error instanceof Error ? error.message : String(error)}`
    parentPort.postMessage({ id: job.id, kind: 'limit', message, retire: true })
  }
})
