import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { FAULTS } from './faults.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

test.each(FAULTS.map(({ name, file, change }) => ({ name, file, change })))('the place of a planted fault is there exactly once: $name', ({ file, change }) => {
  expect(readFileSync(path.join(root, file), 'utf8').split(change[0])).toHaveLength(2)
})

test('the tests that have to notice are there, and no two faults have one name', () => {
  for (const { tests } of FAULTS) expect(readFileSync(path.join(root, tests), 'utf8').length).toBeGreaterThan(0)
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length)
})
