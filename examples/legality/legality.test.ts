import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ExploredRun } from '../../packages/ir/src/testing/explorer/explored-run.ts'
import { caseOf, type LegalityCase, tryCase } from '../../packages/ir/src/testing/explorer/explorer.ts'
import { Watcher } from '../../packages/ir/src/testing/explorer/watcher.ts'
import { Random } from '../../packages/ir/src/testing/random.ts'
import { exampleWorkflows } from '../histories/examples.ts'
import { boundaryCases } from './boundaries.ts'
import { CASES, exploreCases } from './explore-cases.ts'

const TIME_BOX_MS = 4_000
/** Every ninth place of a kind at each decision; `npm run explore -- --examples` takes all. */
const STRIDE = 9

describe('the legality of patches, explored', () => {
  it('[D-04][X1] random cases: what is allowed keeps every invariant to the end of the run, and all judges say the same', () => {
    const until = performance.now() + TIME_BOX_MS
    const seed = 1 + (Number(process.env.AOB_EXPLORE_SEED ?? '0') || 0)
    const tally = exploreCases({ cases: 3_000, seed, timeIsUp: () => performance.now() > until })
    expect(tally.faults).toEqual([])
    expect(tally.allowed).toBeGreaterThan(tally.cases / 10)
    expect(Object.keys(tally.justified)).toEqual(expect.arrayContaining(['L2', 'L3']))
  })

  it.each(exampleWorkflows())('[D-04][X2] %s: a patch of every kind at every decision of its run', (_name, doc) => {
    const faults: string[] = []
    let allowed = 0
    for (const { what, result } of boundaryCases(doc, STRIDE)) {
      if (result.kind === 'fault') faults.push(`${what}: ${result.message}`)
      else if (result.kind === 'allowed') allowed++
    }
    expect(faults).toEqual([])
    expect(allowed).toBeGreaterThan(0)
  })

  const kept = existsSync(CASES) ? readdirSync(CASES).filter((file) => file.endsWith('.json')) : []
  it.skipIf(kept.length === 0).each(kept)('[D-04][X3] a case that once failed: %s', (file) => {
    const test: LegalityCase = JSON.parse(readFileSync(new URL(file, CASES), 'utf8'))
    const result = tryCase(test)
    expect(result.kind === 'fault' ? result.message : 'fine').toBe('fine')
  })
})

describe('[X4] the watcher sees what is planted', () => {
  /** Runs many cases with what the watcher is told changed; whether it complained. */
  const complains = (plant: (...seen: Parameters<Watcher['observe']>) => Parameters<Watcher['observe']>): string[] => {
    const found = new Set<string>()
    for (let seed = 1; seed < 150; seed++) {
      const { doc, answers } = caseOf(seed)
      const watcher = new Watcher()
      try {
        const run = new ExploredRun(doc, new Random(answers), (...seen) => watcher.observe(...plant(...seen)))
        for (let step = 0; step < 60 && run.step(true); step++);
        watcher.checkRest()
      } catch (error) {
        found.add(error instanceof Error ? (error.message.split(':')[0] ?? '') : '')
      }
    }
    return [...found].sort()
  }

  it('nothing is planted: no complaint', () => {
    expect(complains((...seen) => seen)).toEqual([])
  })
  it('a dispatch that is lost', () => {
    expect(
      complains((run, events, effects) => [run, events, effects.filter((effect) => effect.kind !== 'dispatch' || effect.nodeId !== run.doc.nodes.at(-1)?.id)]),
    ).toContain('lost token')
  })
  it('a counter that is one off', () => {
    expect(
      complains((run, events, effects) => [Object.assign(Object.create(run), { state: { ...run.state, counter: run.state.counter + 1 } }), events, effects]),
    ).toContain('counter')
  })
  it('a dead path that is not told of', () => {
    expect(complains((run, events, effects) => [run, events.filter(({ type }) => type !== 'node.not_taken'), effects])).toEqual(
      expect.arrayContaining(['orphan join']),
    )
  })
  it('a round that is over and had not begun', () => {
    const other = (events: Parameters<Watcher['observe']>[1]) =>
      events.map((event) => (event.type === 'scope.settled' ? { ...event, data: { ...event.data, index: event.data.index + 1 } } : event))
    expect(complains((run, events, effects) => [run, other(events), effects])).toContain('scope')
  })
  it('a token that comes before its join', () => {
    const early = (run: ExploredRun, events: Parameters<Watcher['observe']>[1], effects: Parameters<Watcher['observe']>[2]): Parameters<Watcher['observe']> => [
      run,
      events.map((event) => (event.type === 'node.completed' ? { ...event, data: { ...event.data, edges: {} } } : event)),
      effects,
    ]
    expect(complains(early)).toContain('early token')
  })
})
