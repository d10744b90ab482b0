import { readFileSync } from 'node:fs'
import { ERROR_CODES } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileTarget } from '../scripts/build.mjs'
import { describeStatus, STATUS_NAMES } from './status.ts'
import { BUILD_TIMEOUT_MS, moduleOf, VARIANTS, variantFactory } from './test-support/variants.ts'

/** The ABI. A change here changes core-exports.ts and both builds together. */
const EXPORTS = [
  'admit function',
  'allocate function',
  'append function',
  'applyAll function',
  'canonicalize function',
  'configure function',
  'count function',
  'delta function',
  'diff function',
  'errorOffset function',
  'errorOperation function',
  'errorPatch function',
  'errorPointerLength function',
  'errorPointerStart function',
  'graph function',
  'memory memory',
  'open function',
  'outputLength function',
  'outputStart function',
  'position function',
  'reset function',
  'seedHash function',
  'seek function',
  'used function',
  'viewport function',
  'write function',
]
const IMPORTS = ['host.normalizeNumber']
/** Bytes of the shipped module; a budget, not a measurement. */
const MODULE_BUDGET = 40_000

describe('the ABI', () => {
  beforeAll(async () => {
    await variantFactory('materializer')
  }, BUILD_TIMEOUT_MS)

  it.each(VARIANTS)('%s exports and imports exactly this', async (variant) => {
    const module = await WebAssembly.compile(new Uint8Array(readFileSync(moduleOf(variant))))
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name, kind }) => `${name} ${kind}`)
        .sort(),
    ).toEqual(EXPORTS)
    const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`)
    expect(imports.sort()).toEqual(variant === 'materializer.assert' ? ['env.abort', ...IMPORTS] : IMPORTS)
  })

  it('names every status of assembly/status.ts in its order, with a code that exists', () => {
    const source = readFileSync(new URL('../assembly/status.ts', import.meta.url), 'utf8')
    const constants = [...source.matchAll(/^export const (\w+): i32 = (\d+)$/gm)].map(([, name, number]) => [Number(number), name?.toLowerCase()])
    expect(constants).toEqual(STATUS_NAMES.map((name, number) => [number, name]))
    for (const number of STATUS_NAMES.keys()) expect(ERROR_CODES).toHaveProperty([describeStatus(number).code])
    expect(describeStatus(999)).toMatchObject({ name: 'unknown', code: 'internal.error' })
  })

  it('stays within its size budget', () => {
    expect(readFileSync(moduleOf('materializer')).length).toBeLessThan(MODULE_BUDGET)
  })

  it(
    'builds the same bytes from the same sources',
    async () => {
      expect(Buffer.from(await compileTarget('plain')).equals(readFileSync(moduleOf('materializer.plain')))).toBe(true)
    },
    BUILD_TIMEOUT_MS,
  )
})
