import { describe, expect, it } from 'vitest'
import { healthOf } from './run-health.ts'

const runs = (...statuses: Parameters<typeof healthOf>[0][number]['status'][]) =>
  statuses.map((status, index) => ({ runId: `r${index}`, status, startedAt: '2026-01-01T00:00:00Z' }))

describe('how a workflow fares', () => {
  it('shows the last runs oldest first and says in words what the colours say', () => {
    const { marks, words, share } = healthOf(runs('RUNNING', 'FAILED', 'COMPLETED', 'CANCELLED', 'TIMED_OUT', 'COMPLETED'))
    expect(marks.map(({ mark }) => mark)).toEqual(['good', 'bad', 'none', 'good', 'bad', 'open'])
    expect(words).toBe('2 of the last 6 runs succeeded, 2 failed, 1 under way')
    expect(share).toBe(50)
  })

  it('gives no share while nothing has ended by itself', () => {
    expect(healthOf([]).share).toBeUndefined()
    expect(healthOf(runs('CANCELLED', 'PAUSED')).share).toBeUndefined()
    expect(healthOf(runs('COMPLETED'))).toMatchObject({ words: 'The last run succeeded', share: 100 })
  })

  it.each([
    [[], 'No runs yet'],
    [['FAILED'], 'The last run failed'],
    [['CANCELLED'], 'The last run was cancelled'],
    [['PAUSED'], 'Its only run is under way'],
    [['COMPLETED', 'COMPLETED'], 'The last 2 runs succeeded'],
    [['FAILED', 'TIMED_OUT'], 'The last 2 runs failed'],
    [['FAILED', 'RUNNING'], 'None of the last 2 runs succeeded, 1 failed, 1 under way'],
    [['COMPLETED', 'FAILED'], '1 of the last 2 runs succeeded, 1 failed'],
  ] as const)('says of few runs what a person would: %j', (statuses, words) => {
    expect(healthOf(runs(...statuses)).words).toBe(words)
  })
})
