import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApprovalStore } from '../ports/approval-store.ts'
import { HUMAN, type MakeRecord, newId, type RecordUnderTest, seedRun, WORKSPACE } from './record-under-test.ts'

type Request = Parameters<ApprovalStore['request']>[0]

/** What every ApprovalStore does: one question per attempt, and the first answer holds. */
export function approvalStoreSuite(name: string, make: MakeRecord): void {
  describe(`approval store: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const request = async (change: Partial<Request> = {}): Promise<Request> => {
      const run = change.runId === undefined ? await seedRun(record) : undefined
      return {
        approvalId: newId(),
        workspaceId: WORKSPACE,
        runId: run?.runId ?? '',
        nodeId: 'gate',
        nodeName: 'Ask',
        attempt: 1,
        workflowName: 'w',
        title: 'Send the mail?',
        message: 'To *everyone*',
        evidence: { rows: [1, 'nul \u0000'] },
        assignee: 'ops',
        protects: [{ nodeId: 'mail', name: 'Mail', type: 'notify', config: { to: 'all' } }],
        requestHash: 'hash',
        onTimeout: 'escalate',
        escalateTo: 'lead',
        ...change,
      }
    }
    const decide = (approvalId: string, decision: 'approve' | 'reject', commandId = newId()) =>
      record.approvals.decide({ approvalId, decision, reason: 'seen', actor: HUMAN, channel: 'web', commandId, payload: { decision } })
    const commandsOf = async (runId: string) => (await record.commands.pending({ minAgeMs: 0, limit: 1000 })).filter((command) => command.runId === runId)

    test('a request waits, as it was asked', async () => {
      const asked = await request({ deadline: new Date('2026-12-01T00:00:00.000Z') })
      const stored = await record.approvals.request(asked)
      expect(stored).toMatchObject({ ...asked, status: 'waiting_for_approval' })
      expect(await record.approvals.get(asked.approvalId)).toEqual(stored)
      expect(await record.approvals.get('nobody')).toBeUndefined()
    })

    test('asking again for one attempt returns the first request', async () => {
      const asked = await request()
      const first = await record.approvals.request(asked)
      expect(await record.approvals.request({ ...asked, approvalId: newId(), title: 'Changed' })).toEqual(first)
    })

    test('[R19] after a person had the node tried again, the same question is asked anew, once', async () => {
      const asked = await request()
      await record.approvals.request(asked)
      await decide(asked.approvalId, 'approve')
      const anew = { ...asked, approvalId: newId(), attempt: 2 }
      expect(await record.approvals.request(anew, 1)).toMatchObject({ approvalId: anew.approvalId, status: 'waiting_for_approval' })
      expect(await record.approvals.request({ ...asked, approvalId: newId(), attempt: 3 }, 1)).toMatchObject({ approvalId: anew.approvalId })
      expect(await record.approvals.get(asked.approvalId)).toMatchObject({ status: 'approved' })
    })

    test('[HI-01] a later attempt that asks the same finds the first request, also when it is decided', async () => {
      const asked = await request()
      const first = await record.approvals.request(asked)
      expect(await record.approvals.request({ ...asked, approvalId: newId(), attempt: 2 })).toEqual({ ...first, attempt: 2 })
      await decide(asked.approvalId, 'approve')
      expect(await record.approvals.request({ ...asked, approvalId: newId(), attempt: 3 })).toMatchObject({ approvalId: first.approvalId, status: 'approved' })
    })

    test('[D-08] a later attempt that asks something else withdraws the open question before it', async () => {
      const asked = await request()
      await record.approvals.request(asked)
      const other = await record.approvals.request({ ...asked, approvalId: newId(), attempt: 2, requestHash: 'other' })
      expect(other).toMatchObject({ status: 'waiting_for_approval', attempt: 2 })
      expect((await record.approvals.get(asked.approvalId))?.status).toBe('withdrawn')
      const again = await record.approvals.request({ ...asked, approvalId: newId(), attempt: 3 })
      expect(again).toMatchObject({ status: 'waiting_for_approval', attempt: 3 })
    })

    test('[D-34] an attempt that was overtaken withdraws no question of the later one, nor does a second worker of that one', async () => {
      const asked = await request()
      const first = await record.approvals.request(asked)
      await record.approvals.request({ ...asked, approvalId: newId(), attempt: 2 })
      // The graph has changed since: the same attempt would ask something else.
      const second = await record.approvals.request({ ...asked, approvalId: newId(), attempt: 2, requestHash: 'other' })
      expect(second.approvalId).toBe(first.approvalId)
      const newest = await record.approvals.request({ ...asked, approvalId: newId(), attempt: 3, requestHash: 'newest' })
      const late = await record.approvals.request({ ...asked, approvalId: newId(), attempt: 1, requestHash: 'late' })
      expect(late.approvalId).toBe(newest.approvalId)
      expect((await record.approvals.get(newest.approvalId))?.status).toBe('waiting_for_approval')
    })

    test('of many requests for one attempt at the same time all get one', async () => {
      const asked = await request()
      const stored = await Promise.all(Array.from({ length: 8 }, () => record.approvals.request({ ...asked, approvalId: newId() })))
      expect(new Set(stored.map(({ approvalId }) => approvalId)).size).toBe(1)
    })

    test('[D-30] a decision and its command are stored together', async () => {
      const asked = await request()
      await record.approvals.request(asked)
      const commandId = newId()
      expect(await decide(asked.approvalId, 'approve', commandId)).toMatchObject({
        kind: 'decided',
        approval: { status: 'approved', decision: 'approve', reason: 'seen', decidedBy: HUMAN, channel: 'web' },
      })
      expect(await commandsOf(asked.runId)).toMatchObject([{ commandId, kind: 'decide_approval', payload: { decision: 'approve' } }])
    })

    test('[D-30] of many decisions at the same time the first wins, and the others see it', async () => {
      const asked = await request()
      await record.approvals.request(asked)
      const results = await Promise.all(Array.from({ length: 20 }, (_, index) => decide(asked.approvalId, index % 2 ? 'approve' : 'reject')))
      const winners = results.filter(({ kind }) => kind === 'decided')
      expect(winners).toHaveLength(1)
      for (const { approval } of results) expect(approval).toEqual(winners[0]?.approval)
      expect(await commandsOf(asked.runId)).toHaveLength(1)
    })

    test('a withdrawn request cannot be decided, a decided one cannot be withdrawn', async () => {
      const [withdrawn, decided] = [await request(), await request()]
      await record.approvals.request(withdrawn)
      await record.approvals.request(decided)
      await record.approvals.withdraw(withdrawn.approvalId)
      expect(await decide(withdrawn.approvalId, 'approve')).toMatchObject({ kind: 'already', approval: { status: 'withdrawn' } })
      await decide(decided.approvalId, 'reject')
      await record.approvals.withdraw(decided.approvalId)
      expect(await record.approvals.get(decided.approvalId)).toMatchObject({ status: 'rejected' })
    })

    test('[D-08] a waiting approval can be bound to what it now protects, a decided one cannot', async () => {
      const asked = await request()
      const { approvalId } = await record.approvals.request(asked)
      const binding = { requestHash: 'new', protects: [{ nodeId: 'send', type: 'notify', config: { url: 'x' }, preview: { url: 'y' } }] }
      await record.approvals.rebind(approvalId, binding)
      expect(await record.approvals.get(approvalId)).toMatchObject(binding)
      await decide(approvalId, 'approve')
      await record.approvals.rebind(approvalId, { requestHash: 'newer', protects: [] })
      expect(await record.approvals.get(approvalId)).toMatchObject(binding)
    })

    test('deciding what does not exist is resource.not_found', async () => {
      await expect(decide('nobody', 'approve')).rejects.toMatchObject({ code: 'resource.not_found' })
    })

    test('[D-08] due are the waiting ones past their deadline, the longest overdue first', async () => {
      // Long before whatever else is asked here.
      const at = (day: number) => new Date(Date.UTC(1990, 0, day))
      const requests = [
        await request({ deadline: at(3) }),
        await request({ deadline: at(1) }),
        await request({ deadline: at(2) }),
        await request({ deadline: at(9) }),
        await request(),
      ]
      for (const each of requests) await record.approvals.request(each)
      await decide(requests[2]?.approvalId ?? '', 'approve')
      // No lease: whoever asks next is shown the same again.
      const due = async (limit: number) => (await record.approvals.leaseDue(at(3), limit, 0)).map(({ approvalId }) => approvalId)
      expect(await due(1000)).toEqual([requests[1]?.approvalId, requests[0]?.approvalId])
      expect(await due(1)).toEqual([requests[1]?.approvalId])
      for (const index of [0, 1]) await record.approvals.withdraw(requests[index]?.approvalId ?? '')
    })

    test('[ER-05] a deadline is one caller’s for a while, and keeps none behind it waiting', async () => {
      // Long before whatever else is asked here.
      const at = (ms: number) => new Date(Date.UTC(1980, 0, 1) + ms)
      const requests = [await request({ deadline: at(0) }), await request({ deadline: at(1) }), await request({ deadline: at(2) })]
      for (const each of requests) await record.approvals.request(each)
      const [first, second, third] = requests.map(({ approvalId }) => approvalId)
      const lease = async (ms: number, limit = 100) => (await record.approvals.leaseDue(at(ms), limit, 1000)).map(({ approvalId }) => approvalId)
      expect(await lease(10, 2)).toEqual([first, second])
      expect(await lease(10, 2)).toEqual([third])
      expect(await lease(1009)).toEqual([])
      expect((await Promise.all([lease(1010, 2), lease(1010, 2)])).flat().sort()).toEqual([first, second, third].sort())
      // A new deadline is nobody's yet, and one that was decided is over.
      expect(await record.approvals.escalate(first ?? '', { assignee: 'lead', deadline: at(1020), passed: at(0) })).toBe(true)
      await decide(second ?? '', 'approve')
      expect(await lease(1020)).toEqual([first])
      expect(await lease(9000)).toEqual([third, first])
      for (const approvalId of [first, third]) await record.approvals.withdraw(approvalId ?? '')
    })

    test('waiting ones are found page by page, by id, and no others', async () => {
      const requests = [await request(), await request(), await request(), await request(), await request()]
      for (const each of requests) await record.approvals.request(each)
      const [first, decided, withdrawn, fourth, last] = requests.map(({ approvalId }) => approvalId)
      await decide(decided ?? '', 'approve')
      await record.approvals.withdraw(withdrawn ?? '')
      const found: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await record.approvals.waiting(after, 2)
        found.push(...page.map(({ approvalId }) => approvalId))
        after = page.at(-1)?.approvalId
        if (page.length < 2) break
      }
      expect(found.filter((approvalId) => requests.some((each) => each.approvalId === approvalId))).toEqual([first, fourth, last])
      expect(found).toEqual([...new Set(found)].sort())
    })

    test('[D-08] escalation hands a waiting request on with a new deadline, never a decided one', async () => {
      const deadline = new Date('2031-01-01T00:00:00.000Z')
      const [waiting, decided] = [await request(), await request()]
      for (const each of [waiting, decided]) await record.approvals.request(each)
      await decide(decided.approvalId, 'approve')
      for (const each of [waiting, decided]) await record.approvals.escalate(each.approvalId, { assignee: 'lead', deadline, passed: undefined })
      expect(await record.approvals.get(waiting.approvalId)).toMatchObject({ assignee: 'lead', deadline, status: 'waiting_for_approval' })
      expect(await record.approvals.get(decided.approvalId)).toMatchObject({ assignee: 'ops', deadline: undefined, status: 'approved' })
    })

    test('[ER-07][HI-07] of several that see one deadline pass, one hands the approval over', async () => {
      const passed = new Date('2026-12-01T00:00:00.123Z')
      const asked = await request({ deadline: passed })
      await record.approvals.request(asked)
      const escalate = () => record.approvals.escalate(asked.approvalId, { assignee: 'lead', deadline: new Date('2026-12-02T00:00:00.000Z'), passed })
      const answers = await Promise.all([escalate(), escalate(), escalate()])
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await escalate()).toBe(false)
    })

    test('lists are filtered by run and status, newest first, and bounded', async () => {
      const first = await request()
      const second = await request({ runId: first.runId, nodeId: 'other' })
      for (const each of [first, second]) await record.approvals.request(each)
      await decide(first.approvalId, 'approve')
      const list = async (change: { status?: 'approved'; limit: number }) =>
        (await record.approvals.list({ workspaceId: WORKSPACE, runId: first.runId, ...change })).map(({ approvalId }) => approvalId)
      expect(await list({ limit: 10 })).toEqual([second.approvalId, first.approvalId])
      expect(await list({ limit: 1 })).toEqual([second.approvalId])
      expect(await list({ status: 'approved', limit: 10 })).toEqual([first.approvalId])
      expect(await record.approvals.list({ workspaceId: 'elsewhere', limit: 10 })).toEqual([])
    })
  })
}
