import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
/** Where rules of the core are tested: here, in the server that carries them out, and over the examples. */
const PLACES = ['packages/ir', 'apps/server/src', 'examples']

/** Ids as tests carry them: in brackets, alone or among others. */
function idsIn(text: string): string[] {
  return [...text.matchAll(/\[([A-Z][A-Z0-9, -]*)\]/g)].flatMap(([, inside = '']) => inside.split(/[, ]+/))
}

function testsUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'))
}

test('every rule of SPEC.md is carried by a test', () => {
  const rules = [...readFileSync(path.join(root, 'packages/ir/SPEC.md'), 'utf8').matchAll(/^\| ([A-Z]{1,2}\d+) \|/gm)].map(([, id = '']) => id)
  const tested = new Set(PLACES.flatMap(testsUnder).flatMap(idsIn))
  expect(rules.length).toBeGreaterThan(100)
  expect(rules.filter((id) => !tested.has(id))).toEqual([])
})
