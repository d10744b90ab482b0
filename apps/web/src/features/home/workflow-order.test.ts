import type { WorkflowSummary } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { inOrder } from './workflow-order.ts'

const summary = (name: string, updatedAt: string, startedAt?: string): WorkflowSummary => ({
  workflowId: name,
  artifactId: name,
  tag: 'main',
  name,
  versionLabel: 'v1.0',
  createdBy: { kind: 'human', id: 'a', name: 'A' },
  nodeCount: 1,
  agentCount: 0,
  archived: false,
  recentRuns: [],
  updatedAt,
  ...(startedAt ? { lastRun: { runId: name, status: 'COMPLETED' as const, startedAt } } : {}),
})

const LIST = [
  summary('Step 10', '2026-01-03T00:00:00Z'),
  summary('step 9', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
  summary('Alpha', '2026-01-02T00:00:00Z', '2026-02-02T00:00:00Z'),
  summary('Beta', '2026-01-02T00:00:00Z'),
]

describe('the order of the list', () => {
  it.each([
    ['name', ['Alpha', 'Beta', 'step 9', 'Step 10']],
    ['updated', ['Step 10', 'Alpha', 'Beta', 'step 9']],
    ['run', ['Alpha', 'step 9', 'Beta', 'Step 10']],
  ] as const)('%s', (order, names) => {
    expect(inOrder(LIST, order).map(({ name }) => name)).toEqual(names)
  })
})
