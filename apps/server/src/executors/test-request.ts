import type { IrNode } from '@aob/schemas'
import type { ExecutionRequest } from '../ports/execution.ts'

/** An attempt of one node, for tests: everything a test does not name has a plain default. */
export function testRequest(node: Partial<IrNode> & { type: string }, overrides: Partial<ExecutionRequest> = {}): ExecutionRequest {
  const full: IrNode = {
    id: 'node',
    known: true,
    config: {},
    join: 'all',
    in: [],
    out: [],
    retry: { maxAttempts: 1, baseMs: 1, maxMs: 1 },
    priority: 'medium',
    onError: 'fail',
    irreversible: false,
    unknownPolicy: 'skip',
    ...node,
  }
  const ir: ExecutionRequest['ir'] = {
    irFormat: 1,
    name: 'Test workflow',
    settings: { maxAgents: 5, unknownPolicy: 'skip' },
    nodes: { [full.id]: full },
    edges: {},
    entries: [full.id],
    agentCount: 0,
  }
  return {
    runId: 'run-1',
    workspaceId: 'local',
    partition: 0,
    workflowName: 'Test workflow',
    node: full,
    address: (overrides.node ?? full).id,
    graph: overrides.ir ?? ir,
    ir,
    irVersion: 1,
    headArtifactId: '01920000-0000-7000-8000-000000000001',
    attempt: 1,
    idempotencyKey: 'run-1/node',
    scope: { inputs: {}, nodes: {}, run: { id: 'run-1', workflow: 'Test workflow' }, vars: {} },
    signal: new AbortController().signal,
    progress: async () => undefined,
    ...overrides,
  }
}
