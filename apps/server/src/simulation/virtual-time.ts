import type { Scheduler } from './scheduler.ts'

/**
 * Puts the scheduler's clock in the place of the process's own while `work` runs: the production loops rest, poll and take over by
 * `setTimeout`, `Date.now` and `performance.now`. A timer belongs to the owner whose step set it and dies with it.
 */
export async function withVirtualTime<Value>(scheduler: Scheduler, rests: number, work: () => Promise<Value>): Promise<Value> {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now, timeout: AbortSignal.timeout }
  const startedAt = scheduler.now
  const removers = new WeakMap<object, () => void>()

  const setVirtual = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const handle = { unref: () => handle, ref: () => handle }
    removers.set(
      handle,
      scheduler.schedule(scheduler.current, 'timer', ms * rests, () => run(...args)),
    )
    return handle
  }
  const clearVirtual = (handle: unknown) => {
    if (typeof handle === 'object' && handle !== null) removers.get(handle)?.()
  }
  // The stand-ins cover what the product calls; the platform's types ask for every overload.
  globalThis.setTimeout = setVirtual as unknown as typeof setTimeout
  globalThis.clearTimeout = clearVirtual as typeof clearTimeout
  Date.now = () => scheduler.now
  Object.defineProperty(performance, 'now', { configurable: true, value: () => scheduler.now - startedAt })
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController()
    setVirtual(() => controller.abort(new DOMException('The time is up.', 'TimeoutError')), ms)
    return controller.signal
  }
  try {
    return await work()
  } finally {
    globalThis.setTimeout = real.setTimeout
    globalThis.clearTimeout = real.clearTimeout
    Date.now = real.now
    AbortSignal.timeout = real.timeout
    Reflect.deleteProperty(performance, 'now')
  }
}
