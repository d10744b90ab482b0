import { afterEach, describe, expect, it } from 'vitest'
import { callsOver, serveCalls } from './worker-calls.ts'

const methods = {
  add: (a: number, b: number) => a + b,
  later: async (value: { deep: number[] }) => value,
  refuse: () => {
    throw new Error('not today')
  },
}

const open: MessagePort[] = []
function pair() {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  serveCalls(port2, methods)
  port1.start()
  port2.start()
  return callsOver<typeof methods & { toString(): string }>(port1, ['add', 'later', 'refuse', 'toString'])
}

describe('calls into a worker', () => {
  afterEach(() => {
    for (const port of open.splice(0)) port.close()
  })

  it('answer what the method answers, each its own caller', async () => {
    const remote = pair()
    expect(await Promise.all([remote.later({ deep: [1] }), remote.add(1, 2), remote.add(3, 4)])).toEqual([{ deep: [1] }, 3, 7])
  })

  it('reject with the words of what was thrown, and for a method that is not served', async () => {
    const remote = pair()
    await expect(remote.refuse()).rejects.toThrow('not today')
    await expect(remote.toString()).rejects.toThrow('the worker has no method toString')
  })
})
