import { expect, it } from 'vitest'
import { outsideWords } from './outside-words.ts'

const agent = (config: Record<string, unknown>) => ({ type: 'agent', config })

it('[QP-06] says which stream a runner has to read while nobody has begun, and that one is at work', () => {
  expect(outsideWords(agent({ runner: 'default' }), 'queued')).toContain('reads agent.jobs will')
  expect(outsideWords(agent({ runner: 'gpu' }), 'queued')).toContain('reads agent.jobs.gpu will')
  expect(outsideWords(agent({ runner: 'gpu' }), 'running')).toContain('at work')
})

it('[QP-06] says nothing of other nodes, and nothing once the work is done', () => {
  for (const status of ['succeeded', 'failed', 'retrying', 'cancelled', undefined] as const)
    expect(outsideWords(agent({ runner: 'gpu' }), status)).toBeUndefined()
  expect(outsideWords(agent({}), 'queued')).toBeUndefined()
  expect(outsideWords({ type: 'http', config: { runner: 'gpu' } }, 'queued')).toBeUndefined()
  expect(outsideWords(undefined, 'queued')).toBeUndefined()
})
