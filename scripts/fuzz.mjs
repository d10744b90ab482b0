// `npm run fuzz -- materializer|merge|what-if|fast-logs [--long] [--seed <number>]`: fuzzes one subject; the last line is its one JSON line.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Where each subject keeps its fuzz. */
const subjects = {
  materializer: '../packages/materializer-wasm/fuzz/materializer.ts',
  merge: '../packages/ir/fuzz/merge.ts',
  'what-if': '../packages/ir/fuzz/what-if.ts',
  'fast-logs': '../packages/ir/fuzz/fast-logs.ts',
}
const [subject, ...options] = process.argv.slice(2)

if (!Object.hasOwn(subjects, subject ?? '')) {
  console.error(`Name a subject: ${Object.keys(subjects).join(', ')}.`)
  process.exitCode = 2
} else {
  const file = fileURLToPath(new URL(subjects[subject], import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...options], { stdio: 'inherit' })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1)
  })
}
