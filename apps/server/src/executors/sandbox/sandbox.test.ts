import { afterAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../domain-error.ts'
import { createFunctionSandbox } from './sandbox.ts'

const sandbox = createFunctionSandbox({ timeMs: 300, memoryBytes: 32_000_000, resultBytes: 1000 })
/** Time must not be what stops a function whose memory or depth is under test, on a busy machine either. */
const patient = createFunctionSandbox({ timeMs: 15_000, memoryBytes: 32_000_000, resultBytes: 1000 })
afterAll(async () => {
  await sandbox.close()
  await patient.close()
})

async function failureOf(code: string, input: unknown = null, { within = sandbox } = {}): Promise<DomainError> {
  try {
    await within.run(code, input)
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('the function did not fail')
}

describe('a user function', () => {
  it('[EX-01] maps its input to the JSON it returns', async () => {
    expect(await sandbox.run('return { total: input.lines.reduce((sum, line) => sum + line, 0) }', { lines: [1, 2, 3.5] })).toEqual({ total: 6.5 })
    expect(await sandbox.run('return null', undefined)).toBeNull()
    expect(await sandbox.run('return { kept: 1, dropped: undefined }', null)).toEqual({ kept: 1 })
  })

  it('tells message and line of what it throws', async () => {
    const thrown = await failureOf('const a = 1\nthrow new Error("boo")')
    expect(thrown.code).toBe('function.threw')
    expect(thrown.message).toBe('The function failed: Error: boo (line 2).')
    expect((await failureOf('return\n\nfoo(')).message).toContain('SyntaxError')
    expect((await failureOf('throw "text"')).message).toContain('threw "text"')
  })

  it.each(['return Date.now()', 'return new Date()', 'return Date()', 'return Math.random()'])('[EX-01] has neither clock nor chance: %s', async (code) => {
    const error = await failureOf(code)
    expect(error.code).toBe('function.threw')
    expect(error.message).toContain('is not available')
  })

  it('reads given dates in UTC wherever it runs', async () => {
    expect(
      await sandbox.run('return [new Date("2026-01-01T05:00:00Z").getHours(), new Date(2026, 0, 1).toISOString(), new Date(0).getTimezoneOffset()]', null),
    ).toEqual([5, '2026-01-01T00:00:00.000Z', 0])
  })

  it('[D-24] sees nothing of the host', async () => {
    expect(
      await sandbox.run('return ["process", "require", "fetch", "setTimeout", "performance", "std", "os"].filter((name) => name in globalThis)', null),
    ).toEqual([])
    expect(await sandbox.run('return globalThis.constructor.constructor("return typeof process")()', null)).toBe('undefined')
  })

  it('[D-23] a result of too many values or levels is refused before it is built here', async () => {
    const narrow = createFunctionSandbox({ timeMs: 15_000 }, { maxJsonValues: 10, maxJsonNames: 10, maxDepth: 3 })
    expect(await narrow.run('return [[[1]], 2, 3, 4, 5, 6, 7, 8]', null)).toHaveLength(8)
    for (const [code, reason] of [
      ['return Array(11).fill(0)', 'more than 10 members and items'],
      ['return [[[[]]]]', 'nested deeper than 3'],
    ] as const) {
      const error = await failureOf(code, null, { within: narrow })
      expect([error.code, error.message]).toEqual(['function.limit', expect.stringContaining(reason)])
    }
    await narrow.close()
  })

  it('leaves nothing behind for the next call', async () => {
    await sandbox.run('globalThis.left = 1; Array.prototype.left = 1; return 1', null)
    await Promise.all(
      Array.from({ length: 8 }, async () => expect(await sandbox.run('return [typeof left, typeof [].left]', null)).toEqual(['undefined', 'undefined'])),
    )
  })

  it.each([
    ['while (true) {}', 'ran longer'],
    ['try { while (true) {} } catch { return 1 } finally { return 2 }', 'ran longer'],
    ['return /(a+)+$/.test("a".repeat(60) + "b")', 'ran longer'],
    ['const f = () => f(); return f()', 'nested deeper'],
    // Regression: QuickJS's own memory limit did not see these and they grew to gigabytes.
    ['const kept = []; for (;;) kept.push(new Uint8Array(1e6))', 'more memory'],
    ['const kept = []; for (;;) kept.push(new Array(100000).fill(1))', 'more memory'],
  ])('is stopped at its limits: %s', async (code, reason) => {
    const error = await failureOf(code, null, { within: reason === 'ran longer' ? sandbox : patient })
    expect(error.code).toBe('function.limit')
    expect(error.message).toContain(reason)
  })

  it('does not take the time a process stood still for the running time of the function', async () => {
    const strict = createFunctionSandbox({ timeMs: 300, graceMs: 0 })
    await strict.run('return 0', null)
    const answer = strict.run('return 1', null)
    // As a paused process: nothing of it goes on, its timers are all due at once afterwards, before the answer is read.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900)
    expect(await answer).toBe(1)
    await strict.close()
  })

  it('does not hold the event loop while it runs', async () => {
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 10)
    await failureOf('while (true) {}')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
  })

  it.each([
    'return undefined',
    'return () => 1',
    'return new Map()',
    'return NaN',
    'return new Date(0)',
    'const a = {}; a.a = a; return a',
    'return Promise.resolve(1)',
    'return { a: 10n }',
    'return [undefined]',
  ])('must return JSON: %s', async (code) => {
    expect((await failureOf(code)).code).toBe('function.result')
  })

  // Regression: JSON.stringify answered undefined, which the host then could not parse.
  it.each(['Array.prototype.toJSON = () => undefined; return []', 'Object.prototype.toJSON = () => undefined; return {}'])(
    'cannot lie about its result: %s',
    async (code) => {
      expect((await failureOf(code)).code).toBe('function.result')
    },
  )

  it('bounds its result at the edge', async () => {
    expect(await sandbox.run('return "x".repeat(998)', null)).toHaveLength(998)
    expect((await failureOf('return "x".repeat(999)')).code).toBe('function.result')
  })
})

describe('the pool', () => {
  it('serves more calls than it has threads, each with its own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 250 }, (_, index) => sandbox.run('return input * 2', index)))
    expect(answers).toEqual(Array.from({ length: 250 }, (_, index) => index * 2))
  })

  it('refuses a call that was cancelled before it began', async () => {
    await expect(sandbox.run('return 1', null, AbortSignal.abort())).rejects.toMatchObject({ code: 'function.limit' })
  })

  it('bounds its queue at the edge', async () => {
    const small = createFunctionSandbox({ threads: 1, maxQueued: 1 })
    const running = small.run('return 1', null)
    const queued = small.run('return 2', null)
    await expect(small.run('return 3', null)).rejects.toMatchObject({ code: 'service.unavailable' })
    expect(await Promise.all([running, queued])).toEqual([1, 2])
    await small.close()
  })

  it('rejects what is under way when it closes, and may be closed twice', async () => {
    const other = createFunctionSandbox({ threads: 1 })
    const rejected = [other.run('while (true) {}', null), other.run('return 1', null)].map((call) =>
      expect(call).rejects.toMatchObject({ code: 'function.limit' }),
    )
    await other.close()
    await other.close()
    await Promise.all(rejected)
    await expect(other.run('return 1', null)).rejects.toMatchObject({ code: 'function.limit' })
  })
})
