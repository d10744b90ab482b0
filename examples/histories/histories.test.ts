import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type Decision, decide, foldEvents, type Replayed, replayLog } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { type History, recordAll, recordOf } from './recording.ts'

const folder = new URL('./recorded/', import.meta.url)
const place = (name: string) => new URL(`${name}.json`, folder)

// What is recorded once stays as it is: only missing files are written.
if (process.env.AOB_RECORD_HISTORIES) {
  for (const [name, history] of recordAll()) if (!existsSync(place(name))) writeFileSync(place(name), `${JSON.stringify(history)}\n`)
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
const read = (name: string): History => JSON.parse(readFileSync(place(name), 'utf8'))

/** Said with its place: what was asked, what the log has, what would be decided today. */
function outcome(replayed: Replayed): unknown {
  if (replayed.kind === 'same') return 'same'
  const { seq, command, recorded, decided } = replayed
  return { seq, command, recorded, decided }
}

describe('recorded histories', () => {
  it.each(names)('[ES-05][B1] %s is decided today as it was recorded', (name) => {
    expect(outcome(replayLog(recordOf(read(name))))).toBe('same')
  })

  it.each(names)('[ES-05][B2] %s folds to a state at every event', (name) => {
    const { events } = read(name)
    expect(foldEvents(events)?.seq).toBe(events.length)
  })

  it('[B3] show every kind of event that moves a run', () => {
    const seen = new Set(names.flatMap((name) => read(name).events.map(({ type }) => type)))
    const missing = ALL_TYPES.filter((type) => !seen.has(type))
    expect(missing).toEqual([])
  })
})

/** Notes of proposals and refusals move nothing. */
const ALL_TYPES: RunEvent['type'][] = [
  'run.started',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.timed_out',
  'run.recovered',
  'node.queued',
  'node.started',
  'node.completed',
  'node.awaiting',
  'node.reused',
  'node.failed',
  'node.retrying',
  'node.skipped',
  'node.held',
  'node.not_taken',
  'node.withdrawn',
  'approval.requested',
  'approval.decided',
  'patch.applied',
  'agent.called',
]

describe('a changed decision without a numbered behaviour', () => {
  const changed = (change: (events: RunEvent[]) => RunEvent[]): typeof decide => {
    return (...args): Decision => {
      const decision = decide(...args)
      return decision.kind === 'events' ? { ...decision, events: change(decision.events) } : decision
    }
  }
  const plants: Record<string, typeof decide> = {
    'retries come a millisecond later': changed((events) =>
      events.map((event) => (event.type === 'node.retrying' ? { ...event, data: { ...event.data, dueAt: event.data.dueAt + 1 } } : event)),
    ),
    'tokens leave in another order': changed((events) => {
      const data = events.flatMap((event) => (event.type === 'node.queued' ? [event.data] : [])).reverse()
      return events.map((event) => (event.type === 'node.queued' ? { ...event, data: data.shift() ?? event.data } : event))
    }),
    'dead paths are not told of': changed((events) => events.filter(({ type }) => type !== 'node.not_taken')),
    'every failure is final': (ir, state, command, now) =>
      decide(ir, state, command.kind === 'signal' && command.outcome.kind === 'failed' ? { ...command, outcome: final(command.outcome) } : command, now),
  }

  it.each(Object.keys(plants))('[B4] is found: %s', (name) => {
    const found = names.filter((history) => replayLog(recordOf(read(history)), plants[name]).kind === 'diverged')
    expect(found.length).toBeGreaterThan(0)
  })

  it.each(Object.keys(plants))('[B5] is fine with one, which old runs do not have: %s', (name) => {
    const NEW = 1_000_000
    const guarded: typeof decide = (ir, state, command, now) => {
      const behaves = command.kind === 'start' ? (command.behaviours ?? []).includes(NEW) : (state?.behaviours?.includes(NEW) ?? false)
      return behaves && plants[name] ? plants[name](ir, state, command, now) : decide(ir, state, command, now)
    }
    for (const history of names) expect(replayLog(recordOf(read(history)), guarded).kind).toBe('same')
  })
})

function final<T extends { error: { retryable: boolean } }>(outcome: T): T {
  return { ...outcome, error: { ...outcome.error, retryable: false } }
}
