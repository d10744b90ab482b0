import { readdirSync, readFileSync } from 'node:fs'
import { MIGRATIONS, upcast, validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { expect, it } from 'vitest'

const FOLDER = new URL('./', import.meta.url)
const read = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
const kept = readdirSync(FOLDER).filter((file) => /^v\d+-.*(?<!\.now)\.json$/.test(file))

it('[U1] there is a document of every older version', () => {
  const versions = kept.map((file) => Number(/^v(\d+)/.exec(file)?.[1]))
  expect(versions).toEqual(expect.arrayContaining(MIGRATIONS.map(({ to }) => to - 1)))
})

it.each(kept)('[U1] %s reads as it is kept beside it, and is valid', (file) => {
  const now = upcast(read(file))
  expect(now).toEqual(read(file.replace(/\.json$/, '.now.json')))
  expect(validateWorkflow(now, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(upcast(now)).toBe(now)
})
