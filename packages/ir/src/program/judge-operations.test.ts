import { DEFAULT_LIMITS, type Operation } from '@aob/schemas'
import { expect, test } from 'vitest'
import { node, workflow } from '../testing/workflows.ts'
import { judgeOperations } from './judge-operations.ts'

const ADA = { kind: 'human', id: 'ada' } as const
const HEAD = workflow([node('a'), node('b')], ['a>b'])
const judged = (operations: Operation[], head = HEAD) =>
  judgeOperations({
    head,
    operations,
    history: { status: 'RUNNING', nodes: { a: { status: 'running', attempt: 1, startedAt: 1 } }, edges: {} },
    actor: ADA,
    limits: DEFAULT_LIMITS,
    checks: {},
  })
const added = (value: object): Operation => ({ op: 'add', path: '/nodes/-', value: { position: { x: 0, y: 0 }, ...value } })

test('[L2] what has begun is not removed, what has not may be', () => {
  const removal = (at: number): Operation[] => [
    { op: 'remove', path: '/edges/0' },
    { op: 'remove', path: `/nodes/${at}` },
  ]
  expect(judged(removal(0))).toMatchObject({ kind: 'illegal', refusal: { rule: 'L2', nodeId: 'a' } })
  expect(judged(removal(1))).toEqual({ kind: 'legal', warnings: [] })
})

test('operations that do not apply, and a result that cannot run, are told apart from what a run refuses', () => {
  expect(judged([{ op: 'remove', path: '/nodes/9' }])).toMatchObject({ kind: 'failed', index: 0, pointer: '/nodes/9' })
  expect(judged([{ op: 'add', path: '/edges/-', value: { id: 'x', from: 'a', to: 'nowhere' } }])).toMatchObject({
    kind: 'invalid',
    problems: [{ pointer: '/edges/1/to', severity: 'error' }],
  })
})

test('a workflow that calls others is not judged without them, before the patch or behind it', () => {
  const call = { id: 'call', type: 'workflow', config: { ref: 'other' } }
  expect(judged([added(call)])).toEqual({ kind: 'calls_others' })
  const calling = { ...HEAD, nodes: [...HEAD.nodes, { ...call, position: { x: 0, y: 0 } }] }
  expect(
    judged(
      [
        { op: 'remove', path: '/nodes/1' },
        { op: 'remove', path: '/edges/0' },
      ],
      calling,
    ),
  ).toEqual({ kind: 'calls_others' })
})
