import { describe, expect, it } from 'vitest'
import { differences } from './dependencies.mjs'
import { FAIL_LINES, judgeSizes, WARN_LINES } from './file-size.mjs'
import { impurities } from './purity.mjs'

describe('purity of the core', () => {
  it.each([
    ['const t = Date.now()', 'Date.now'],
    ['const t = new Date()', 'new Date() without a value'],
    ['const t = performance.now()', 'performance.now'],
    ['const r = Math.random()', 'Math.random'],
    ['const id = crypto.randomUUID()', 'crypto randomness'],
    ['setTimeout(() => {}, 1)', 'timers'],
    ['await fetch(url)', 'fetch'],
    ['if (process.env.X) f()', 'process'],
    ["console.log('x')", 'console'],
  ])('%s is banned', (code, what) => expect(impurities(`const a = 1\n${code}\n`)).toEqual([{ line: 2, what }]))

  it.each([
    '// Date.now() is banned here',
    '/* Math.random()\n fetch(x) */',
    'const d = new Date(given)',
    'prefetch(x)',
    'const at = now',
    ' * never call setTimeout()'.replace(/^/, '/** x\n').concat('\n */'),
  ])('%s is allowed', (code) => expect(impurities(code)).toEqual([]))
  it('counts lines across block comments', () => expect(impurities('/* a\n b\n c */\nDate.now()')).toEqual([{ line: 4, what: 'Date.now' }]))
  it('is not fooled by an address in a string', () => expect(impurities("const u = 'https://x'; Math.random()")).toEqual([{ line: 1, what: 'Math.random' }]))
})

describe('the budget of a file', () => {
  const judge = (lines) => judgeSizes([{ file: 'a.ts', lines }])
  it('is kept at its edge', () => expect(judge(WARN_LINES)).toEqual({ warnings: [], failures: [] }))
  it('is warned of one line later', () => expect(judge(WARN_LINES + 1)).toEqual({ warnings: ['a.ts: 301 lines (budget 300)'], failures: [] }))
  it('is only warned of at the limit', () => expect(judge(FAIL_LINES).failures).toEqual([]))
  it('fails one line over the limit', () =>
    expect(judge(FAIL_LINES + 1)).toEqual({ warnings: [], failures: ['a.ts: 401 lines (limit 400): split it by subject'] }))
})

describe('installed packages', () => {
  const lock = {
    '': {},
    'packages/a': { version: '1' },
    'node_modules/a': { link: true },
    'node_modules/b': { version: '2' },
    'node_modules/b/node_modules/c': { version: '3' },
  }
  it('are as the lock file says', () => {
    const installed = { 'node_modules/a': { link: true }, 'node_modules/b': { version: '2' }, 'node_modules/b/node_modules/c': { version: '3' } }
    expect(differences(lock, installed)).toEqual([])
    expect(differences({ 'node_modules/for-another-system': { version: '1', optional: true } }, {})).toEqual([])
  })
  it('are missing, or of another version', () => {
    expect(differences(lock, { 'node_modules/b': { version: '1' } })).toEqual(['a is missing', 'b is 1, not 2', 'c is missing'])
  })
})
