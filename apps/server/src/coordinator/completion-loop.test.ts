import type { RunCommand } from '@aob/ir/run'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain-error.ts'
import type { BackgroundLoop } from '../lifecycle.ts'
import { createLogger } from '../observability/logger.ts'
import { createMetrics } from '../observability/metrics.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import type { Commander } from './commander.ts'
import { startCompletionLoop } from './completion-loop.ts'
import { encodeSignal } from './signal.ts'
import { runBench } from './testing/run-bench.ts'

const RUN = '00000000-0000-7000-8000-000000000001'
const SUCCESS = { kind: 'succeeded' as const, port: 'out', outputRef: `cas://sha256:${'0'.repeat(64)}` }

let loop: BackgroundLoop | undefined
afterEach(async () => {
  await loop?.stop()
  loop = undefined
})

/** A run of two nodes whose answers are routed; `fails` says of which commands the decision throws, and what. */
async function routing(fails: (command: RunCommand) => Error | undefined, maxCompletionDeliveries = 3) {
  const bench = await runBench(workflow('two', [functionNode('first', 'return 1'), functionNode('second', 'return 1')], []))
  await bench.start()
  const { queue } = bench.hot
  const tried: RunCommand[] = []
  const commander: Commander = {
    ...bench.commander,
    async apply(_, command, options) {
      tried.push(command)
      const failure = fails(command)
      if (failure) throw failure
      return bench.commander.apply(bench.runId, command, options)
    },
  }
  const logger = createLogger('silent')
  const audit = vi.spyOn(logger, 'warn')
  const put = (nodeId: string) => queue.append(0, 'completions', encodeSignal(RUN, { nodeId, attempt: 1, outcome: SUCCESS }))
  const start = () => {
    loop = startCompletionLoop({
      queue,
      commander,
      logger,
      metrics: createMetrics(),
      consumer: 'one',
      leaseMs: 2,
      revive: async () => 'unknown',
      limits: { ...DEFAULT_LIMITS, maxCompletionDeliveries },
    })
  }
  const dead = () => queue.peek({ stream: 'dead', partition: 0, count: 10 })
  const setAside = async () => waitUntil('the word to be set aside', async () => (await dead()).length > 0 && (await dead()))
  const succeeded = () => tried.filter((command) => command.kind === 'signal' && command.outcome.kind === 'succeeded')
  return { bench, queue, put, start, setAside, succeeded, audit, dead }
}

const isSuccess = (command: RunCommand, nodeId: string) => command.kind === 'signal' && command.nodeId === nodeId && command.outcome.kind === 'succeeded'

describe('a completion whose decision throws', () => {
  it('[D-34] for good is set aside after so many deliveries, with one audit line, and its node fails as poisonous', async () => {
    const { bench, queue, put, start, setAside, succeeded, audit } = await routing((command) =>
      isSuccess(command, 'first') ? new Error('edge e1 is resolved already') : undefined,
    )
    await put('first')
    start()
    const [letter] = await setAside()
    expect(letter?.fields).toMatchObject({ runId: RUN, reason: 'undecidable', from: 'completions' })
    expect(succeeded()).toHaveLength(3)
    expect((await bench.load())?.nodes.get('first')).toMatchObject({ status: 'failed', error: { code: 'node.poisoned', retryable: false } })
    expect((await bench.load())?.nodes.get('first')?.error?.message).toContain('could not be decided in 3 deliveries: edge e1 is resolved already')
    await waitUntil('nothing to be left of it', async () => (await queue.depth('completions')) === 0)
    expect(audit.mock.calls.filter(([about]) => (about as { audit?: boolean }).audit === true)).toHaveLength(1)
  })

  it('keeps no other word of its run waiting', async () => {
    const { bench, put, start, dead } = await routing((command) => (isSuccess(command, 'first') ? new Error('broken') : undefined), 1_000_000)
    await put('first')
    await put('second')
    start()
    await waitUntil('the other to be routed', async () => (await bench.load())?.nodes.get('second')?.status === 'succeeded')
    expect(await dead()).toEqual([])
    expect((await bench.load())?.nodes.get('first')?.status).toBe('queued')
  })

  it('[D-34] ends its run where not even the failure can be decided', async () => {
    const { bench, put, start, setAside } = await routing((command) => (command.kind === 'signal' ? new Error('broken') : undefined))
    await put('first')
    start()
    await setAside()
    expect((await bench.load())?.status).toBe('CANCELLED')
  })

  it('[D-21] because a part of ours is away is never given up', async () => {
    let left = 20
    const { bench, put, start, succeeded, dead } = await routing(() => (left-- > 0 ? new DomainError('service.unavailable') : undefined), 1)
    await put('first')
    start()
    await waitUntil('it to be routed', async () => (await bench.load())?.nodes.get('first')?.status === 'succeeded')
    expect(succeeded()).toHaveLength(21)
    expect(await dead()).toEqual([])
  })
})
