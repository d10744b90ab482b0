import { writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** One measured figure. `ratio` says how many times as much the peer took, or of a rate how many times as much we did; above 1 we were faster. */
export interface Result {
  name: string
  workload: string
  value: number
  unit: 'ms' | 'µs' | 'bytes' | 'MB' | 'percent' | 'frames' | 'tasks' | 'elements' | 'runs' | 'nodes' | 'requests' | '1/s'
  peer: string
  ratio: number | null
  /** Quartiles of the ratio over the rounds. */
  spread?: [low: number, high: number]
}

/** Prints the results: a table for people, or with --json exactly one JSON line. With --write the file of the suite is renewed. */
export function report(suite: string, results: readonly Result[]): void {
  if (process.argv.includes('--write')) {
    const file = new URL(`./results/${suite}.json`, import.meta.url)
    const content = { suite, machine: machine(), measuredAt: new Date().toISOString().slice(0, 10), results }
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
  }
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ suite, results: results.map(({ spread: _, ...result }) => result) }))
    return
  }
  console.log(`${suite} on ${Object.values(machine()).join(', ')}\n`)
  const rows = results.map(({ name, workload, value, unit, peer, ratio, spread }) => [
    name,
    workload,
    `${precise(value)} ${unit}`,
    peer,
    ratio === null ? '' : `${precise(ratio)} x`,
    spread ? `${precise(spread[0])} to ${precise(spread[1])}` : '',
  ])
  const table = [['what', 'workload', 'median', 'peer', 'peer / ours', 'half of the rounds'], ...rows]
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  for (const row of table)
    console.log(row.map((cell, column) => (column === 2 || column === 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  '))
}

function machine(): Record<string, string> {
  const processors = cpus()
  return {
    cpu: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: `Node ${process.version}`,
    platform: `${process.platform} ${process.arch}`,
    // Well above the number of processors the times are other people's too, and single ratios wander.
    load: `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  }
}

function precise(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
