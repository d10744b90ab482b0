/** What becomes of the nodes of published workflows: `npm run --silent n8n-share -- <folder> [how many types]`. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type ImportOutcome, importN8n, looksLikeN8n } from '../src/index.ts'

const [folder = '../shared/corpora/n8n', most = '25'] = process.argv.slice(2)
const OUTCOMES: readonly ImportOutcome[] = ['mapped', 'adapted', 'note', 'kept']

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
const exported = files.map((file) => contentOf(path.join(folder, file))).filter(looksLikeN8n)
const counts = new Map<string, Record<ImportOutcome, number>>()
for (const value of exported)
  for (const { type, outcome } of importN8n(value, { fallbackName: 'counted' }).report.nodes) {
    const count = counts.get(type) ?? { mapped: 0, adapted: 0, note: 0, kept: 0 }
    count[outcome]++
    counts.set(type, count)
  }

const all = (count: Record<ImportOutcome, number>): number => OUTCOMES.reduce((sum, outcome) => sum + count[outcome], 0)
const line = (cells: readonly (string | number)[], type: string): string => [...cells.map((cell) => String(cell).padStart(8)), type].join('  ')
const sum = { mapped: 0, adapted: 0, note: 0, kept: 0 }
for (const count of counts.values()) for (const outcome of OUTCOMES) sum[outcome] += count[outcome]

console.log(line(['nodes', ...OUTCOMES], 'type'))
for (const [type, count] of [...counts].sort(([, a], [, b]) => all(b) - all(a)).slice(0, Number(most)))
  console.log(line([all(count), ...OUTCOMES.map((outcome) => count[outcome])], type))
console.log(line([all(sum), ...OUTCOMES.map((outcome) => sum[outcome])], `all ${counts.size} types of ${exported.length} workflows`))
const steps = sum.mapped + sum.adapted + sum.kept
console.log(`\nOf ${steps} steps, notes and triggers left out, ${(((sum.mapped + sum.adapted) / Math.max(1, steps)) * 100).toFixed(1)} % became steps here.`)
