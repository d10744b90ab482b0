import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { logRuntimeWarnings } from './runtime-warnings.ts'

it('[OB-02] a warning of the runtime becomes a line of the log and is printed nowhere else', () => {
  const runtime = new EventEmitter()
  const printed: unknown[] = []
  const logged: unknown[][] = []
  runtime.on('warning', (warning) => printed.push(warning))
  logRuntimeWarnings(runtime, { warn: (...line: unknown[]) => logged.push(line) })
  const warning = new Error('11 abort listeners added')
  runtime.emit('warning', warning)
  expect([printed, logged]).toEqual([[], [[{ err: warning }, 'a warning of the runtime']]])
})
