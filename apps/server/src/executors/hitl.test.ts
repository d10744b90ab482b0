import type { Ir, IrNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { protectedNodes } from '../approvals/request-binding.ts'
import { createExpressions } from '../expressions/expressions.ts'
import type { ApprovalRow, ApprovalStore } from '../ports/approval-store.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import { createHitlExecutor } from './hitl.ts'
import { testRequest } from './test-request.ts'

/** One approval per (run, node, attempt), as the port promises. */
function memoryApprovals(): Pick<ApprovalStore, 'request'> & { rows: ApprovalRow[] } {
  const rows: ApprovalRow[] = []
  return {
    rows,
    async request(row) {
      const earlier = rows.find((known) => known.runId === row.runId && known.nodeId === row.nodeId && known.attempt === row.attempt)
      if (earlier) return earlier
      const created: ApprovalRow = { ...row, status: 'waiting_for_approval', createdAt: new Date(0) }
      rows.push(created)
      return created
    },
  }
}

function setUp() {
  const approvals = memoryApprovals()
  let serial = 0
  const clock = { at: 1000, now: () => clock.at }
  const unused = () => {
    throw new Error('not used by the executor')
  }
  const store: ApprovalStore = {
    ...approvals,
    get: unused,
    list: unused,
    escalate: unused,
    decide: unused,
    withdraw: unused,
    rebind: unused,
    waiting: unused,
    leaseDue: unused,
  }
  const executor = createHitlExecutor({ expressions: createExpressions(), approvals: store, clock, ids: { next: () => `approval-${++serial}` } })
  return { executor, approvals, clock }
}

const node = (id: string, type: string, extra: Partial<IrNode> = {}): IrNode => testRequest({ id, type, ...extra }).node
function irOf(nodes: IrNode[], edges: Array<[string, string, string?]>): Ir {
  const entries = edges.map(([from, to, port = 'out'], index) => [`e${index}`, { id: `e${index}`, from, to, port }] as const)
  return { ...testRequest({ type: 'join' }).ir, nodes: Object.fromEntries(nodes.map((item) => [item.id, item])), edges: Object.fromEntries(entries) }
}

const gate = node('gate', 'hitl', {
  name: 'Send it?',
  config: {
    title: 'Send {{ inputs.what }}?',
    message: 'To {{ inputs.to }}',
    evidence: { offer: '{{ inputs.offer }}' },
    assignee: 'sales',
    deadlineMs: 60_000,
    escalateTo: 'boss',
  },
})
const send = node('send', 'notify', {
  name: 'Send',
  irreversible: true,
  config: { channel: 'email', url: 'https://mail.example/', to: 'a@b.example', message: 'x' },
})
const ir = irOf(
  [node('start', 'join'), gate, send, node('log', 'join')],
  [
    ['start', 'gate'],
    ['gate', 'send', 'approve'],
    ['gate', 'log', 'reject'],
  ],
)

function request(overrides: Partial<ExecutionRequest> = {}): ExecutionRequest {
  const inputs = { what: 'the offer', to: 'Ada', offer: { price: 12.5 } }
  return {
    ...testRequest({ type: 'hitl' }),
    node: gate,
    address: 'gate',
    ir,
    scope: { inputs, nodes: {}, run: { id: 'run-1', workflow: 'W' }, vars: {} },
    ...overrides,
  }
}

describe('the hitl executor', () => {
  it('[HI-01] asks with everything filled in and waits until the deadline', async () => {
    const { executor, approvals } = setUp()
    const result = await executor.execute(request())
    expect(result).toEqual({
      kind: 'waiting',
      approvalId: 'approval-1',
      requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      title: 'Send the offer?',
      deadline: 61_000,
    })
    expect(approvals.rows[0]).toMatchObject({
      nodeName: 'Send it?',
      message: 'To Ada',
      evidence: { offer: { price: 12.5 } },
      assignee: 'sales',
      onTimeout: 'escalate',
      escalateTo: 'boss',
      protects: [{ nodeId: 'send', name: 'Send', type: 'notify', config: send.config }],
    })
  })

  it('[HI-01] asks once per attempt: a redelivery keeps request and deadline', async () => {
    const { executor, approvals, clock } = setUp()
    const first = await executor.execute(request())
    clock.at = 30_000
    expect(await executor.execute(request())).toEqual(first)
    expect(approvals.rows).toHaveLength(1)
  })

  it('[D-08] the hash changes with the question and with the config of what it protects, and with nothing else', async () => {
    const { executor } = setUp()
    const hashOf = async (overrides: Partial<ExecutionRequest>) => {
      const result = await executor.execute(request({ runId: overrides.runId ?? 'run-1', ...overrides }))
      return result.kind === 'waiting' ? result.requestHash : ''
    }
    const usual = await hashOf({ attempt: 1 })
    expect(await hashOf({ attempt: 2, irVersion: 7 })).toBe(usual)
    const scope = { ...request().scope, inputs: { what: 'another offer', to: 'Ada', offer: {} } }
    expect(await hashOf({ attempt: 3, scope })).not.toBe(usual)
    const changed: Ir = { ...ir, nodes: { ...ir.nodes, send: { ...send, config: { ...send.config, to: 'mallory@b.example' } } } }
    expect(await hashOf({ attempt: 4, ir: changed })).not.toBe(usual)
  })

  it('[HI-07] never opens by itself before an irreversible node', async () => {
    const { executor, approvals } = setUp()
    const opening = { ...gate, config: { ...gate.config, onTimeout: 'approve' } }
    await executor.execute(request({ node: opening, attempt: 1 }))
    expect(approvals.rows[0]?.onTimeout).toBe('escalate')
    const harmless: Ir = { ...ir, nodes: { ...ir.nodes, send: { ...send, irreversible: false } } }
    await executor.execute(request({ node: opening, ir: harmless, attempt: 2 }))
    expect(approvals.rows[1]?.onTimeout).toBe('approve')
  })

  it('a question that cannot be filled in is a failure of the node', async () => {
    const { executor } = setUp()
    const broken = { ...gate, config: { title: '{{ nodes.gone.x }}' } }
    expect(await executor.execute(request({ node: broken }))).toMatchObject({ kind: 'failed', error: { code: 'expression.failed' } })
  })
})

describe('protectedNodes', () => {
  it('[D-08] holds what cannot be reached round the gate', () => {
    const around = irOf(
      [node('start', 'join'), gate, send, node('later', 'http', { irreversible: true }), node('plain', 'http')],
      [
        ['start', 'gate'],
        ['gate', 'send', 'approve'],
        ['start', 'send'],
        ['gate', 'plain', 'approve'],
        ['plain', 'later'],
      ],
    )
    expect(protectedNodes(around, 'gate').map(({ nodeId }) => nodeId)).toEqual(['later'])
  })
})
