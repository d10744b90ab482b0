import { describe, expect, it } from 'vitest'
import { staleQueries } from './notice-keys.ts'

const paths = (notice: Parameters<typeof staleQueries>[0]) => staleQueries(notice).map(({ path }) => path.join('.'))

describe('queries a notice makes stale', () => {
  it('refreshes the inbox and the run for an approval', () => {
    expect(paths({ kind: 'approval', runId: 'r', approvalId: 'a' })).toEqual(['runs.list', 'runs.get', 'approvals.list', 'approvals.get'])
  })

  it('looks at schedules again when a run starts, which one of them may have started', () => {
    expect(paths({ kind: 'run', runId: 'r', status: 'started' })).toContain('schedules.list')
    expect(paths({ kind: 'run', runId: 'r', status: 'completed' })).not.toContain('schedules.list')
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
