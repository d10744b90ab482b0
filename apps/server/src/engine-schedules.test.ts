import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, closeLater, failureOf } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'

afterEach(closeAll)

const HOUR = 3_600_000

/** A product at twenty to one on a summer day, with a workflow that waits two hours and one that ends at once. */
async function atNoon(hot: 'redis' | 'memory', env: Record<string, string> = {}) {
  let now = Date.parse('2026-06-01T12:40:00Z')
  const product = await startTestProduct({ hot, env, clock: { now: () => now } })
  closeLater(product)
  const create = (name: string, node: Parameters<typeof workflow>[1][number]) =>
    product.services.workflows.create(product.caller, { name, workflow: { ...workflow(name, [node], []) } })
  await create('quick', { id: 'a', type: 'join', config: {} })
  await create('slow', { id: 'a', type: 'delay', config: { durationMs: 2 * HOUR } })
  const pass = (ms: number) => {
    now += ms
  }
  return { product, pass }
}

const runsOf = async (product: TestProduct, workflowName: string) => (await product.services.runs.list(product.caller, { workflowName })).items
const schedulesOf = (product: TestProduct) => product.services.schedules.list(product.caller, {})
const outcome = (product: TestProduct, due: string) =>
  waitUntil(`the schedule to pass ${due}`, async () => (await schedulesOf(product)).find(({ lastDue }) => lastDue === due)?.lastOutcome ?? false)

describe.each(hotStoresUnderTest())('workflows started by the clock (%s)', (hot) => {
  it('starts one run at its time, in its time zone, with its inputs; paused it does not, resumed it does from then on', async () => {
    const { product, pass } = await atNoon(hot)
    const { schedules } = product.services
    const made = await schedules.create(product.caller, { ref: 'quick', cron: '0 15 * * *', timezone: 'Europe/Berlin', inputs: { n: 1 } })
    expect(made).toMatchObject({ workflowName: 'quick', tag: 'main', nextDue: '2026-06-01T13:00:00.000Z', missed: 'skip', overlap: 'allow', paused: false })
    pass(HOUR / 3 + 10_000)
    expect(await outcome(product, '2026-06-01T13:00:00.000Z')).toBe('started')
    const [run, ...others] = await runsOf(product, 'quick')
    expect(others).toEqual([])
    expect(run?.startedBy).toMatchObject({ kind: 'system', id: `schedule:${made.scheduleId}` })
    const { items } = await product.services.runs.list(product.caller, { scheduleId: made.scheduleId })
    expect(items.map(({ runId }) => runId)).toEqual([run?.runId])
    expect((await product.services.runs.list(product.caller, { scheduleId: uuidv7() })).items).toEqual([])
    const [moved] = await schedulesOf(product)
    expect(moved).toMatchObject({ nextDue: '2026-06-02T13:00:00.000Z', lastRunId: run?.runId })
    expect(await schedules.pause(product.caller, made.scheduleId)).toMatchObject({ paused: true })
    pass(48 * HOUR)
    expect((await schedules.resume(product.caller, made.scheduleId)).nextDue).toBe('2026-06-04T13:00:00.000Z')
    await schedules.remove(product.caller, made.scheduleId)
    expect(await schedulesOf(product)).toEqual([])
    expect(await runsOf(product, 'quick')).toHaveLength(1)
  })

  it('[ER-05] times that passed while no process ran are left out, or made up for once, as it says', async () => {
    const { product, pass } = await atNoon(hot)
    await product.services.schedules.create(product.caller, { ref: 'quick', cron: '0 * * * *', missed: 'skip' })
    await product.services.schedules.create(product.caller, { ref: 'slow', cron: '0 * * * *', missed: 'run_once' })
    const restarted = await product.restart()
    closeLater(restarted)
    pass(5 * HOUR)
    await waitUntil('both to move on', async () => (await schedulesOf(restarted)).every(({ nextDue }) => nextDue === '2026-06-01T18:00:00.000Z'))
    expect(await runsOf(restarted, 'quick')).toEqual([])
    expect(await runsOf(restarted, 'slow')).toHaveLength(1)
    expect((await schedulesOf(restarted)).map(({ lastOutcome }) => lastOutcome)).toEqual(['started late', 'missed'])
  })

  it('a time at which the run before has not ended is left out, when it says so', async () => {
    const { product, pass } = await atNoon(hot)
    await product.services.schedules.create(product.caller, { ref: 'slow@main', cron: '0 * * * *', overlap: 'skip' })
    pass(HOUR / 3)
    await outcome(product, '2026-06-01T13:00:00.000Z')
    pass(HOUR)
    expect(await outcome(product, '2026-06-01T14:00:00.000Z')).toContain('skipped')
    expect(await runsOf(product, 'slow')).toHaveLength(1)
  })

  it('tells when it would fire, before it is made', async () => {
    const { product } = await atNoon(hot)
    const times = (input: Parameters<typeof product.services.schedules.preview>[1]) => product.services.schedules.preview(product.caller, input)
    expect(await times({ cron: '0 9 * * 1', timezone: 'America/New_York', count: 2 })).toEqual({
      timezone: 'America/New_York',
      times: ['2026-06-01T13:00:00.000Z', '2026-06-08T13:00:00.000Z'],
    })
    expect((await times({ cron: '*/20 * * * *' })).times).toHaveLength(5)
    expect(await times({ cron: '0 0 30 2 *' })).toEqual({ timezone: 'UTC', times: [] })
    expect(await times({ cron: '0 25 * * *' })).toMatchObject({ times: [], problem: { code: 'schedule.cron_invalid', pointer: '/cron' } })
    expect(await times({ cron: '0 2 * * *', timezone: 'Mars/Olympus' })).toMatchObject({ times: [], problem: { pointer: '/timezone' } })
    expect(await schedulesOf(product)).toEqual([])
  })

  it('refusals say why, at once where they can; what is refused at its time is told with the schedule', async () => {
    const { product, pass } = await atNoon(hot, { AOB_LIMIT_MAX_SCHEDULES: '1' })
    const { services, caller } = product
    const refused = async (input: Parameters<typeof services.schedules.create>[1]) => (await failureOf(services.schedules.create(caller, input))).code
    expect(await refused({ ref: 'quick', cron: 'daily, please' })).toBe('schedule.cron_invalid')
    expect(await refused({ ref: 'quick', cron: '0 0 30 2 *' })).toBe('schedule.cron_invalid')
    expect(await refused({ ref: 'quick', cron: '0 7 * * *', timezone: 'Nowhere' })).toBe('schedule.timezone_invalid')
    expect(await refused({ ref: 'nothing', cron: '0 7 * * *' })).toBe('resource.not_found')
    await services.schedules.create(caller, { ref: 'quick', cron: '0 * * * *' })
    expect(await refused({ ref: 'quick', cron: '0 7 * * *' })).toBe('limit.schedules')
    await services.workflows.archive(caller, 'quick')
    pass(HOUR / 3)
    expect(await outcome(product, '2026-06-01T13:00:00.000Z')).toContain('refused')
  })
})

describe.each(hotStoresUnderTest().filter((hot) => hot === 'redis'))('workflows started by the clock of two processes (%s)', (hot) => {
  it('[ER-05] each time starts one run', async () => {
    const { product, pass } = await atNoon(hot)
    const second = await product.join()
    closeLater(second)
    const made = await product.services.schedules.create(product.caller, { ref: 'quick', cron: '*/10 * * * *' })
    for (const due of ['12:50', '13:00', '13:10']) {
      pass(HOUR / 6)
      await outcome(second, `2026-06-01T${due}:00.000Z`)
    }
    expect(await runsOf(second, 'quick')).toHaveLength(3)
    expect(made.nextDue).toBe('2026-06-01T12:50:00.000Z')
  })
})
