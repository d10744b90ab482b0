import type { HotRun, Ir, Operation } from '@aob/schemas'
import { validateIr } from '@aob/schemas/validators'
import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const AGENT = { kind: 'agent', id: 'planner' } as const
const OPEN_TO_AGENTS = { settings: { review: { agent: 'auto' as const } } }
const placed = (node: object) => ({ ...node, position: { x: 0, y: 0 } })

describe.each(hotStoresUnderTest())('what an operator sees of a run on the %s hot store', (hot) => {
  it('[CO-02] [CO-03] [CO-04] [CO-05] [CO-16] its program from the first answer on, its tokens, its outputs and what it has answered; nothing once it has ended', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const held = gate()
    sink.on('/held', async () => {
      await held.opened
      return { body: {} }
    })
    const nodes = [functionNode('first', 'return { n: 1 }'), httpNode('a', `${sink.url}/held`), functionNode('last', 'return 2')]
    const runId = await product.run(workflow('looked at', nodes, ['first>a', 'a>last']))
    const look = () => product.services.runs.hot(product.caller, runId)
    const program = async ({ irRef = '' }: HotRun): Promise<Ir> =>
      JSON.parse(new TextDecoder().decode(await product.services.artifacts.read(product.caller, irRef.replace('cas://sha256:', '')))) as Ir
    const atOnce = await look()
    expect(atOnce).toMatchObject({ present: true, irVersion: 1 })
    expect(validateIr(await program(atOnce))).toBe(true)
    expect(atOnce.counter).toBe(atOnce.tokens?.length)
    await waitUntil('the call to be out', () => sink.received.length === 1)
    const out = await waitUntil('its start to be told', async () => {
      const now = await look()
      return now.tokens?.some(({ status }) => status === 'running') && now
    })
    expect(out).toMatchObject({ status: 'RUNNING', counter: 1, tokens: [{ nodeId: 'a', status: 'running', attempt: 1 }] })
    expect(Object.entries(out.context ?? {})).toEqual([['first', expect.stringMatching(/^cas:\/\/sha256:[0-9a-f]{64}$/)]])
    await product.services.runs.pause(product.caller, runId)
    const paused = await waitUntil('the pause to be answered', async () => ((await look()).commands?.length ?? 0) > 0 && (await look()))
    expect(paused.commands).toHaveLength(1)
    await product.services.runs.resume(product.caller, runId)
    held.release()
    await product.ended(runId)
    await waitUntil('its hot state to go', async () => {
      const { present, counter, status } = await look()
      return !present || (counter === 0 && status === 'COMPLETED')
    })
    const agent = { ...product.caller, actor: AGENT }
    expect((await failureOf(product.services.runs.hot(agent, runId))).code).toBe('auth.forbidden')
  })

  it('[ES-12] for each node who added it by which patch, by which version it ran, why, and who decided about it', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    let calls = 0
    sink.on('/flaky', () => {
      calls += 1
      return { status: calls === 1 ? 503 : 200 }
    })
    const nodes = [{ id: 'ask', type: 'hitl', config: { title: 'Go?' } }, functionNode('after', 'return 1'), functionNode('never', 'return 1')]
    const runId = await product.run(workflow('audited', nodes, ['ask:approve>after', 'ask:reject>never'], OPEN_TO_AGENTS))
    await waitUntil('the question', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const patch = async (actor: typeof AGENT | undefined, operations: Operation[]) => {
      const caller = actor ? { ...product.caller, actor } : product.caller
      const { headArtifactId: baseVersion } = await product.detail(runId)
      const accepted = await product.services.runs.patch(caller, runId, { operations, baseVersion })
      expect(accepted.status).toBe('applied')
      return accepted.patchId
    }
    const flaky = { ...httpNode('flaky', `${sink.url}/flaky`), retry: { maxAttempts: 2, baseMs: 1 } }
    const added = await patch(AGENT, [
      { op: 'add', path: '/nodes/-', value: placed(flaky) },
      { op: 'add', path: '/edges/-', value: edgeOf('ask:approve>flaky') },
    ])
    const changed = await patch(undefined, [{ op: 'add', path: '/nodes/3/name', value: 'Not always there' }])
    const [question] = await product.services.approvals.list(product.caller, { runId })
    await product.services.approvals.decide(product.caller, question?.approvalId ?? '', {
      decision: 'approve',
      requestHash: question?.requestHash ?? '',
      reason: 'Fine.',
    })
    await product.ended(runId)
    const trails = await product.services.runs.auditNodes(product.caller, runId, {})
    const of = (nodeId: string) => trails.find((trail) => trail.nodeId === nodeId)
    const { actor } = product.caller
    expect(of('ask')).toMatchObject({ addedBy: { actor }, changedBy: [], decisions: [{ decision: 'approve', actor, reason: 'Fine.' }] })
    expect(of('ask')?.attempts).toMatchObject([{ attempt: 1, irVersion: 1, cause: 'ready' }])
    expect(of('flaky')).toMatchObject({ addedBy: { actor: AGENT, patchId: added }, changedBy: [changed], lastEvent: 'node.completed' })
    expect(of('flaky')?.attempts).toMatchObject([
      { attempt: 1, irVersion: 3, outcome: 'node.retrying' },
      { attempt: 2, irVersion: 3, cause: 'retry', outcome: 'node.completed' },
    ])
    expect(of('never')).toMatchObject({ addedBy: { actor }, lastEvent: 'node.not_taken', attempts: [] })
    const [first, second] = trails
    expect(await product.services.runs.auditNodes(product.caller, runId, { after: first?.firstSeq ?? 0, limit: 1 })).toEqual([second])
    expect(await product.services.runs.auditNodes(product.caller, runId, { node: 'flaky' })).toEqual([of('flaky')])
  })
})
