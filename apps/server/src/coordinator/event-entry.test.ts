import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { eventDigest } from '../event-digest.ts'
import { decodeEvents, encodeEvents, noteDecidedAfter } from './event-entry.ts'

const event = (seq: number, runId = 'r'): RunEvent => ({ runId, seq, at: 1, type: 'run.completed', data: {} })
const entryOf = (fields: Record<string, string>) => ({ partition: 0, stream: 'events' as const, id: '1-0', fields, deliveries: 1 })

describe('the events of one commit', () => {
  it('[D-25] travel as one entry, each after the one before', () => {
    const events = [event(4), event(5)]
    const entry = entryOf(encodeEvents(events, 'tip'))
    const read = decodeEvents(entry) ?? []
    expect(read).toEqual(events)
    const after = new Map<RunEvent, string>()
    noteDecidedAfter(entry, read, after)
    expect(read.map((each) => after.get(each))).toEqual(['tip', eventDigest(event(4))])
  })

  it('are read from a process that wrote one event an entry', () => {
    expect(decodeEvents(entryOf({ runId: 'r', json: JSON.stringify(event(1)) }))).toEqual([event(1)])
  })

  it.each([
    ['nothing', '[]'],
    ['no JSON', '['],
    ['one broken event among good ones', JSON.stringify([event(1), { runId: 'r', seq: 2, at: 1, type: 'run.completed' }])],
    ['events of two runs', JSON.stringify([event(1), event(2, 'other')])],
    ['a run no store can be asked for', JSON.stringify([event(1, 'r\u0000')])],
    ['a number the record cannot hold', JSON.stringify([event(2 ** 40)])],
  ])('are set aside whole: %s', (_, json) => {
    expect(decodeEvents(entryOf({ runId: 'r', json }))).toBeUndefined()
  })
})
