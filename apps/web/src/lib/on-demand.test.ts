import { expect, it, vi } from 'vitest'
import { demand } from './on-demand.ts'

it('code that cannot be had is asked for again by every place, told once, and told to all when it comes', async () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  let reachable = false
  const load = vi.fn(async () => {
    if (!reachable) throw new Error('offline')
    return 'code'
  })
  const { subscribe, get } = demand(load)
  const told = vi.fn()
  for (const _field of [1, 2, 3]) {
    subscribe(told)
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(_field))
    await new Promise((settled) => setTimeout(settled))
  }
  expect([warned.mock.calls.length, get(), told.mock.calls.length]).toEqual([1, undefined, 0])
  reachable = true
  subscribe(() => undefined)
  await vi.waitFor(() => expect(get()).toBe('code'))
  expect(told).toHaveBeenCalled()
  warned.mockRestore()
})
