// `npm run bench -- <suite> [--json] [--write]`: measures one suite of bench/; with --json the last line is its one JSON line.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const benchDir = new URL('../bench/', import.meta.url)
/** A suite is a file of bench/ that reports; the others are its parts. */
const suites = readdirSync(benchDir).filter((file) => file.endsWith('.ts') && readFileSync(new URL(file, benchDir), 'utf8').includes('\nreport('))
const [suite, ...options] = process.argv.slice(2)
const file = `${suite}.ts`

if (!suites.includes(file) || !existsSync(new URL(file, benchDir))) {
  console.error(`Name a suite: ${suites.map((name) => name.replace(/\.ts$/, '')).join(', ')}.`)
  process.exitCode = 2
} else {
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', fileURLToPath(new URL(file, benchDir)), ...options], { stdio: 'inherit' })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1)
  })
}
