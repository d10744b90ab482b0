import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { MaterializerError } from './materializer-error.ts'
import { CORPUS_MISSING, corpus } from './test-support/corpora.ts'
import { BUILD_TIMEOUT_MS, jsonBytes, textOf, VARIANTS, variantFactory } from './test-support/variants.ts'

interface SuiteRecord {
  comment?: string
  doc: unknown
  patch: []
  expected?: unknown
  error?: string
  disabled?: boolean
}

const require = createRequire(import.meta.url)

describe.each(VARIANTS)('the public JSON Patch suite on %s', (variant) => {
  let core: Materializer
  beforeAll(async () => {
    core = (await variantFactory(variant))()
  }, BUILD_TIMEOUT_MS)

  const verdict = (record: SuiteRecord): string => {
    try {
      return textOf(core.canonical(core.materialize(jsonBytes(record.doc), [record.patch])))
    } catch (error) {
      if (error instanceof MaterializerError && error.code.startsWith('patch.')) return 'refused'
      throw error
    }
  }

  const judge = (record: SuiteRecord) => {
    if (record.error !== undefined) expect(verdict(record)).toBe('refused')
    else if ('expected' in record) expect(verdict(record)).toBe(textOf(core.canonical(jsonBytes(record.expected))))
    else expect(verdict(record)).not.toBe('refused')
  }

  describe.each(['tests.json', 'spec_tests.json'])('[PP-02] %s', (file) => {
    const records: SuiteRecord[] = JSON.parse(readFileSync(require.resolve(`json-patch-test-suite/${file}`), 'utf8'))
    const enabled = records.filter((record) => !record.disabled && record.patch !== undefined)

    it('has the records we count on', () => {
      expect(enabled.length).toBeGreaterThanOrEqual(file === 'tests.json' ? 75 : 16)
    })

    it.each(enabled.map((record, index) => [index, record.comment ?? record.error ?? JSON.stringify(record.patch), record] as const))(
      '%i %s',
      (_, __, record) => judge(record),
    )

    const folder = corpus('json-patch-tests')
    it.skipIf(!folder)(`agrees with the newer copy of the suite (skipped where ${CORPUS_MISSING})`, () => {
      const newer: SuiteRecord[] = JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'))
      for (const record of newer) if (!record.disabled && record.patch !== undefined) judge(record)
    })
  })
})
