import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { describeWith, freshPrefix, REDIS } from '../../testing/services.ts'
import { RedisJobBoard } from './job-board.ts'
import { Keys } from './keys.ts'

describeWith(REDIS, 'the job board on Redis', (url) => {
  const redis = new Redis(url)
  let prefix = ''
  let board: RedisJobBoard
  const used: string[] = []

  beforeEach(() => {
    prefix = freshPrefix()
    used.push(prefix)
    board = new RedisJobBoard(redis, new Keys(prefix))
  })
  afterAll(async () => {
    for (const one of used) {
      const keys = await redis.keys(`${one}*`)
      if (keys.length > 0) await redis.unlink(...keys)
    }
    redis.disconnect()
  })

  const post = (jobId: string, change: { runId?: string; runner?: string } = {}) =>
    board.post({ runId: 'r1', runner: 'default', ...change, jobId, json: `{"jobId":"${jobId}"}` })
  const take = async () => {
    const reply = (await redis.xreadgroup('GROUP', 'runners', 'me', 'COUNT', 1, 'STREAMS', `${prefix}agent.jobs`, '>')) as
      | [string, [string, string[]][]][]
      | null
    return reply?.[0]?.[1]?.[0]
  }
  const places = async (runId = 'r1') => Promise.all((await board.posted(runId)).map(async ({ jobId }) => [jobId, (await board.placeOf(runId, jobId)).kind]))

  describe('[QP-06] jobs', () => {
    it('are on the stream runners know, by the name of the runners, and read by their group', async () => {
      await post('r1.1.a')
      await post('r1.1.b', { runner: 'gpu' })
      expect((await take())?.[1]).toEqual(['jobId', 'r1.1.a', 'runId', 'r1', 'json', '{"jobId":"r1.1.a"}'])
      expect(await redis.xlen(`${prefix}agent.jobs.gpu`)).toBe(1)
      expect(await board.depths()).toEqual(
        new Map([
          ['default', 1],
          ['gpu', 1],
        ]),
      )
    })

    it('wait, are taken, and are gone: deleted, or with their whole stream', async () => {
      await post('r1.1.a')
      expect(await places()).toEqual([['r1.1.a', 'waiting']])
      const taken = await take()
      expect(await places()).toEqual([['r1.1.a', 'taken']])
      await redis.xack(`${prefix}agent.jobs`, 'runners', taken?.[0] ?? '')
      await redis.xdel(`${prefix}agent.jobs`, taken?.[0] ?? '')
      expect(await places()).toEqual([['r1.1.a', 'gone']])
      await post('r1.2.a')
      await redis.del(`${prefix}agent.jobs`)
      expect(await places()).toEqual([
        ['r1.1.a', 'gone'],
        ['r1.2.a', 'gone'],
      ])
      await post('r1.3.a')
      expect((await take())?.[1][1], 'the group is there again').toBe('r1.3.a')
    })

    it('posted twice are in two places, and withdrawn from both; the run is forgotten with its last job', async () => {
      await post('r1.1.a')
      await post('r1.1.b')
      await post('r1.1.a')
      await take()
      expect(await board.runs()).toEqual(['r1'])
      await board.withdraw('r1', ['r1.1.a'])
      expect([await places(), await redis.xlen(`${prefix}agent.jobs`), await take()]).toEqual([
        [['r1.1.b', 'waiting']],
        1,
        expect.arrayContaining([['jobId', 'r1.1.b', 'runId', 'r1', 'json', '{"jobId":"r1.1.b"}']]),
      ])
      expect((await redis.xpending(`${prefix}agent.jobs`, 'runners'))[0], 'nobody holds what was withdrawn').toBe(1)
      await board.withdraw('r1', ['r1.1.b', 'never'])
      expect([await board.runs(), await board.posted('r1')]).toEqual([[], []])
    })

    it('that were taken and are not known any more come to be known again, so that they can be withdrawn; what is known stays as it is', async () => {
      await post('r1.1.a')
      await post('r1.1.b')
      await take()
      await redis.del(`${prefix}aob:jobs:r1`, `${prefix}aob:job-runs`)
      await board.adopt(3_600_000)
      expect(await board.runs(), 'not that long ago').toEqual([])
      await board.adopt(0)
      expect([await board.runs(), await places()]).toEqual([['r1'], [['r1.1.a', 'taken']]])
      const before = await redis.hgetall(`${prefix}aob:jobs:r1`)
      await board.adopt(0)
      expect(await redis.hgetall(`${prefix}aob:jobs:r1`)).toEqual(before)
      const [id] = (await redis.xrange(`${prefix}agent.jobs`, '-', '+', 'COUNT', 1))[0] ?? []
      await redis.xdel(`${prefix}agent.jobs`, id ?? '')
      await board.adopt(0)
      expect((await redis.xpending(`${prefix}agent.jobs`, 'runners'))[0], 'what is deleted is held by nobody').toBe(0)
    })

    it('know when their runner was first heard of, and last', async () => {
      await post('r1.1.a')
      await board.heard('r1', 'r1.1.a', 10)
      await board.heard('r1', 'r1.1.a', 30)
      expect(await board.posted('r1')).toMatchObject([{ begunAt: 10, heardAt: 30 }])
    })
  })

  describe('[QP-06] [D-02] words', () => {
    const say = (json: string) => redis.xadd(`${prefix}agent.results`, '*', 'json', json)
    const read = (consumer: string, idleMs: number) => board.words({ consumer, count: 10, idleMs })

    it('are heard on a Redis that was emptied', async () => {
      await read('one', 60_000)
      await redis.del(`${prefix}agent.results`)
      expect(await read('one', 60_000)).toEqual([])
      await say('x')
      expect(await read('one', 60_000)).toMatchObject([{ json: 'x' }])
    })

    it('are delivered once, again when their reader is lost, and gone when they are acknowledged', async () => {
      expect([await read('one', 60_000), await board.oldestWord()]).toEqual([[], undefined])
      const id = (await say('x')) ?? ''
      const [word] = await read('one', 60_000)
      expect(word).toEqual({ id, json: 'x', deliveries: 1 })
      expect([await read('two', 60_000), await board.words({ consumer: 'two', count: 10 })]).toEqual([[], []])
      const [again] = await read('two', 0)
      expect(again).toEqual({ id, json: 'x', deliveries: 2 })
      expect(await board.oldestWord()).toBe(Number(id.split('-')[0]))
      await board.ack(again ? [again] : [])
      expect([await read('one', 0), await board.oldestWord()]).toEqual([[], undefined])
    })

    it('of another form are words all the same, for somebody to set aside', async () => {
      await redis.xadd(`${prefix}agent.results`, '*', 'other', 'x', 'more', 'y')
      await redis.xadd(`${prefix}agent.results`, '*', 'n', 'json', 'json', '1')
      expect((await read('one', 60_000)).map(({ json }) => json)).toEqual(['', '1'])
    })
  })
})
