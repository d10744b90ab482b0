import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PartitionState } from './partition-state.ts'
import { decodeProposal, encodeProposal, type Proposal } from './proposal.ts'
import { entryStreams, operation } from './testing/random-operations.ts'

interface Written {
  timestamp: number
  value: string
}

const record = fc.record({ from: fc.constantFrom('a', 'b', 'c'), operation, passed: fc.integer({ min: -20, max: 400 }), copied: fc.boolean() })

/** What the log holds: every process numbers its proposals, some arrive twice, and the log's clock is set back now and then. */
function logOf(records: readonly { from: string; operation: Proposal['operation']; passed: number; copied: boolean }[]): Written[] {
  const numbers: Record<string, number> = {}
  let timestamp = 1000
  return records.flatMap(({ from, operation, passed, copied }) => {
    numbers[from] = (numbers[from] ?? 0) + 1
    timestamp += passed
    const value = encodeProposal({ from, n: numbers[from], operation })
    return Array.from({ length: copied ? 2 : 1 }, () => ({ timestamp, value }))
  })
}

function fold(state: PartitionState, records: readonly Written[]): unknown[] {
  return records.map(({ timestamp, value }) => {
    const proposal = decodeProposal(value)
    if (proposal === undefined) throw new Error('A record of the test cannot be read.')
    return state.apply({ timestamp, length: value.length, proposal })
  })
}

test('[D-35] replicas that start from the beginning or from any snapshot fold to the same answers and the same state', () => {
  const property = fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), fc.nat(60), fc.nat(60), (records, one, other) => {
    const log = logOf(records)
    const whole = new PartitionState()
    const answers = fold(whole, log)
    for (const cut of [one, other]) {
      const early = new PartitionState()
      fold(early, log.slice(0, cut))
      const late = new PartitionState()
      late.become(early.image())
      expect(fold(late, log.slice(cut))).toEqual(answers.slice(cut))
      expect(late.image()).toEqual(whole.image())
    }
  })
  fc.assert(property, { numRuns: 300 })
})

test('[D-35] a look changes nothing: replicas that look at everything at any time stay equal', () => {
  const property = fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 20 }), (records, looks) => {
    const log = logOf(records)
    const [quiet, looked] = [new PartitionState(), new PartitionState()]
    fold(quiet, log)
    log.forEach((each, index) => {
      fold(looked, [each])
      if (looks.includes(index)) lookAtAll(looked, index * 100)
    })
    expect(looked.image()).toEqual(quiet.image())
  })
  fc.assert(property, { numRuns: 200 })
})

function lookAtAll(state: PartitionState, at: number): void {
  for (const runId of ['run-a', 'run-b']) state.data.lookAtRun(runId, at)
  for (const stream of entryStreams) {
    for (const group of ['g', 'h']) {
      state.data.known(0, stream)?.readable(group, 3)
      state.data.known(0, stream)?.claimable(group, 3, 10, at)
    }
    state.data.known(0, stream)?.peek(undefined, 3)
  }
}

test('what a look promises is what a read and a claim give', () => {
  const property = fc.property(
    fc.array(record, { maxLength: 40 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 0, max: 300 }),
    (records, most, idleMs) => {
      const state = new PartitionState()
      fold(state, logOf(records))
      for (const stream of entryStreams) {
        const of = state.data.known(0, stream)
        if (of === undefined) continue
        const [readable, claimable] = [of.readable('g', most), of.claimable('g', most, idleMs, state.time)]
        expect(of.claim('g', 'x', most, idleMs, state.time)).toHaveLength(claimable)
        expect(of.read('g', 'x', most, state.time)).toHaveLength(readable)
      }
    },
  )
  fc.assert(property, { numRuns: 200 })
})
