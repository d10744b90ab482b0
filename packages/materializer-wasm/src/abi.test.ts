import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { ERROR_CODES } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileTarget } from '../scripts/build.mjs'
import { describeStatus, STATUS_NAMES } from './status.ts'
import { BUILD_TIMEOUT_MS, variantFactory } from './test-support/variants.ts'

/** What both modules export. A change here or below changes core-exports.ts and all builds together. */
const SHARED = ['allocate', 'configure', 'open', 'output', 'report', 'reset', 'seedHash']
const EXPORTS = {
  materializer: [...SHARED, 'admit', 'append', 'applyAll', 'count', 'delta', 'position', 'seek', 'used', 'viewport', 'write'],
  analysis: [...SHARED, 'canonicalize', 'diff', 'graph'],
}
/** Gzipped bytes of a shipped module; budgets, not measurements. */
const BUDGETS = { materializer: 10 * 1024, analysis: 9 * 1024 }
const MODULES = ['materializer', 'analysis'] as const
const BUILDS = ['', '.plain', '.assert']
const CASES = MODULES.flatMap((name) => BUILDS.map((build) => [name, build] as const))

const fileOf = (name: string, build = '') => readFileSync(new URL(`../build/${name}${build}.wasm`, import.meta.url))
const IMPORTS = ['host.normalizeNumber']
describe('the ABI', () => {
  beforeAll(async () => {
    await variantFactory('materializer')
  }, BUILD_TIMEOUT_MS)

  it.each(CASES)('%s%s exports and imports exactly this', async (name, build) => {
    const module = await WebAssembly.compile(new Uint8Array(fileOf(name, build)))
    const exported = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function')
    expect(exported.map((entry) => entry.name).sort()).toEqual([...EXPORTS[name]].sort())
    expect(WebAssembly.Module.exports(module)).toContainEqual({ name: 'memory', kind: 'memory' })
    const imports = WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name}`)
    expect(imports.sort()).toEqual(build === '.assert' ? ['env.abort', ...IMPORTS] : IMPORTS)
  })

  it('names every status of assembly/status.ts in its order, with a code that exists', () => {
    const source = readFileSync(new URL('../assembly/status.ts', import.meta.url), 'utf8')
    const constants = [...source.matchAll(/^export const (\w+): i32 = (\d+)$/gm)].map(([, name, number]) => [Number(number), name?.toLowerCase()])
    expect(constants).toEqual(STATUS_NAMES.map((name, number) => [number, name]))
    for (const number of STATUS_NAMES.keys()) expect(ERROR_CODES).toHaveProperty([describeStatus(number).code])
    expect(describeStatus(999)).toMatchObject({ name: 'unknown', code: 'internal.error' })
  })

  it.each(MODULES)('%s stays within its size budget, gzipped', (name) => {
    for (const build of ['', '.plain']) expect(gzipSync(fileOf(name, build), { level: 9 }).length, build).toBeLessThanOrEqual(BUDGETS[name])
  })

  it(
    'builds the same bytes from the same sources',
    async () => {
      expect(Buffer.from(await compileTarget('plain')).equals(fileOf('materializer', '.plain'))).toBe(true)
    },
    BUILD_TIMEOUT_MS,
  )
})
