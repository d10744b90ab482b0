import { describe, expect, it, vi } from 'vitest'
import { Random } from '../testing/random.ts'
import { RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { diffFields } from './hot-fields.ts'
import { PersistentRecord } from './persistent-record.ts'

type Plain = Readonly<Record<string, number>>

/** The obvious answer: all entries copied. */
function changed(plain: Plain, changes: ReadonlyMap<string, number | undefined>): Plain {
  const copy = Object.assign(Object.create(null), plain)
  for (const [key, value] of changes) {
    if (value === undefined) delete copy[key]
    else copy[key] = value
  }
  return copy
}

/** A few of many keys, so that some come again, some stay and some go. */
function someChanges(random: Random): Map<string, number | undefined> {
  const changes = new Map<string, number | undefined>()
  for (let count = random.below(12); count >= 0; count--) changes.set(`k${random.below(400)}`, random.chance(0.25) ? undefined : random.below(5))
  return changes
}

describe('a record that shares structure', () => {
  it.each([1, 2, 3, 4, 5, 6])('[PR1] [PR2] [PR3] is what a copy would be, in the same order, and stays it whatever is made of it (seed %i)', (seed) => {
    const random = new Random(seed)
    // Records are made of any that came before, so that lines part, and all are looked at again at the end.
    const made: [PersistentRecord<number>, Plain][] = [[PersistentRecord.of<number>(), Object.create(null)]]
    for (let step = 0; step < 200; step++) {
      const [record, plain] = random.chance(0.7) ? (made.at(-1) ?? random.pick(made)) : random.pick(made)
      const changes = someChanges(random)
      made.push([record.with(changes), changed(plain, changes)])
    }
    for (const [record, plain] of made) {
      expect(record.entries()).toEqual(Object.entries(plain))
      expect(record.size).toBe(Object.keys(plain).length)
      expect(record.keys()).toEqual(Object.keys(plain))
      expect(record.values()).toEqual(Object.values(plain))
      for (const key of ['k0', 'k7', 'k399', 'constructor', '__proto__'])
        expect([record.get(key), record.has(key)]).toEqual([plain[key], Object.hasOwn(plain, key)])
    }
  })

  it.each([7, 8, 9])('tells what differs from any other, whether it came of it or not (seed %i)', (seed) => {
    const random = new Random(seed)
    const made = [PersistentRecord.of<number>()]
    for (let step = 0; step < 120; step++) made.push((random.chance(0.7) ? (made.at(-1) ?? random.pick(made)) : random.pick(made)).with(someChanges(random)))
    for (let time = 0; time < 60; time++) {
      const [before, after] = [random.pick(made), random.pick(made)]
      const changes = after.changesSince(before)
      expect(Object.fromEntries(before.with(changes.map(({ key, after: value }) => [key, value])))).toEqual(Object.fromEntries(after))
      for (const change of changes) {
        expect(change.before).not.toBe(change.after)
        expect([change.before, change.after]).toEqual([before.get(change.key), after.get(change.key)])
      }
    }
  })

  it('holds keys that objects have by themselves', () => {
    const record = PersistentRecord.of([
      ['__proto__', 1],
      ['toString', 2],
    ])
    expect([record.get('__proto__'), record.get('toString'), record.get('valueOf')]).toEqual([1, 2, undefined])
    expect(Object.entries(record.toRecord())).toEqual([
      ['__proto__', 1],
      ['toString', 2],
    ])
    expect(JSON.stringify(record)).toBe('{"__proto__":1,"toString":2}')
  })
})

describe('a long run', () => {
  it('decides and writes a step without going through all nodes', () => {
    const ids = Array.from({ length: 300 }, (_, at) => `s${at}`)
    const run = new RunDriver(
      workflow(
        ids.map((id) => node(id)),
        ids.slice(1).map((id, at) => `s${at}>${id}`),
      ),
    )
    run.checking = false
    for (const id of ids.slice(0, 250)) run.succeed(id)
    const reads = (['entries', 'keys', 'values'] as const).map((way) => vi.spyOn(PersistentRecord.prototype, way))
    const before = run.state
    run.succeed('s250')
    const { set } = diffFields(before, run.state)
    expect(reads.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0])
    vi.restoreAllMocks()
    expect(Object.keys(set).filter((field) => /^[de]:/.test(field))).toEqual(['d:s250', 'd:s251', 'e:s250s251'])
    for (const id of ids.slice(251)) run.succeed(id)
    expect(run.state.status).toBe('COMPLETED')
  })
})
