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
    expect(healthOf(runs('COMPLETED'))).toMatchObject({ words: '1 of the last 1 run succeeded', share: 100 })
  })
})
