import { describe, expect, it } from 'vitest'
import { staleQueries } from './notice-keys.ts'

const paths = (notice: Parameters<typeof staleQueries>[0]) => staleQueries(notice).map(({ path }) => path.join('.'))

describe('queries a notice makes stale', () => {
  it('refreshes the inbox and the run for an approval', () => {
    expect(paths({ kind: 'approval', runId: 'r', approvalId: 'a' })).toEqual(['runs.list', 'runs.get', 'approvals.list', 'approvals.get'])
  })

  it('narrows by id, so that other runs keep their answers', () => {
    expect(staleQueries({ kind: 'patch', runId: 'r', patchId: 'p' })).toContainEqual({ path: ['patches', 'get'], input: { patchId: 'p' } })
    expect(staleQueries({ kind: 'patch', runId: 'r', patchId: 'p' })).toContainEqual({ path: ['runs', 'audit'], input: { runId: 'r' } })
  })

  it('leaves runs alone when a workflow moved', () => {
    expect(paths({ kind: 'workflow', workflowName: 'w' })).toEqual([
      'workflows.list',
      'workflows.get',
      'workflows.history',
      'workflows.versions',
      'patches.list',
    ])
  })
})
