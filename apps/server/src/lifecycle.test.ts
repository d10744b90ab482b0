import { describe, expect, it } from 'vitest'
import { finishing, rest, startLoop } from './lifecycle.ts'

describe('a background loop', () => {
  it('goes on after a failing turn and tells of it', async () => {
    const failures: unknown[] = []
    let turns = 0
    let third: () => void = () => undefined
    const reached = new Promise<void>((resolve) => {
      third = resolve
    })
    const loop = startLoop({ name: 'x', retryMs: 1, onError: (_, error) => failures.push(error) }, async () => {
      turns += 1
      if (turns < 3) throw new Error(`turn ${turns}`)
      third()
      return 1000
    })
    await reached
    await loop.stop()
    expect(failures).toEqual([new Error('turn 1'), new Error('turn 2')])
  })

  it('stops at once while it rests, also when told twice', async () => {
    const loop = startLoop({ name: 'x', onError: () => undefined }, async () => 60_000)
    await new Promise((resolve) => setTimeout(resolve, 5))
    const startedAt = performance.now()
    await Promise.all([loop.stop(), loop.stop()])
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })

  it('does not report a turn that fails because of the stop', async () => {
    const failures: unknown[] = []
    const loop = startLoop({ name: 'x', onError: (_, error) => failures.push(error) }, async (signal) => {
      await rest(60_000, signal)
      throw new Error('cut')
    })
    await loop.stop()
    expect(failures).toEqual([])
  })

  it('finishes what is left when stopped, once', async () => {
    const left = [1, 2, 3]
    const options = { name: 'x', onError: () => undefined }
    const loop = finishing(
      startLoop(options, async () => 60_000),
      options,
      async () => left.shift() !== undefined,
    )
    await Promise.all([loop.stop(), loop.stop()])
    expect(left).toEqual([])
  })

  it('gives up finishing when a turn fails, and says so', async () => {
    const failures: unknown[] = []
    const options = { name: 'x', onError: (_: string, error: unknown) => failures.push(error) }
    await finishing(
      startLoop(options, async () => 60_000),
      options,
      () => Promise.reject(new Error('away')),
    ).stop()
    expect(failures).toEqual([new Error('away')])
  })
})
