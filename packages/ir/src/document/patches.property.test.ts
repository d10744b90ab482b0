import type { AnchoredChange, Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalText } from '../testing/merge-triple.ts'
import { Random } from '../testing/random.ts'
import { inIdOrder } from '../testing/random-edit.ts'
import { randomGestures } from '../testing/random-gestures.ts'
import { randomWorkflow } from '../testing/random-workflow.ts'
import {
  anchor,
  anchorBetween,
  applyOperations,
  changesOfHunks,
  exactOperationsBetween,
  hunkClosure,
  hunksOf,
  invertChanges,
  operationsBetween,
  rebaseOperations,
  restack,
  revertOperations,
  squash,
} from './index.ts'

function applied(doc: Workflow, operations: Parameters<typeof applyOperations>[1]): Workflow {
  const result = applyOperations(doc, operations)
  if (result.kind === 'failed') throw new Error(result.message)
  return result.document as Workflow
}

/** A base and a chain of patches over it, each with its anchored form. */
function chain(seed: number, length: number): { versions: Workflow[]; anchored: AnchoredChange[][]; random: Random } {
  const random = new Random(seed)
  const versions = [randomWorkflow(random, 7)]
  const anchored: AnchoredChange[][] = []
  for (let index = 0; index < length; index++) {
    const before = versions.at(-1) as Workflow
    const after = randomGestures(before, random, `p${index}`)
    anchored.push(anchor(before, exactOperationsBetween(before, after)))
    versions.push(after)
  }
  return { versions, anchored, random }
}

test('[E3] what operations do is the same written down from their result as from applying them', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [before, after] = chain(seed, 1).versions as [Workflow, Workflow]
      const operations = exactOperationsBetween(before, after)
      expect(anchorBetween(before, after, operations)).toEqual(anchor(before, operations))
      expect(canonicalText(applied(before, operations))).toBe(canonicalText(after))
    }),
    { numRuns: 200 },
  )
})

const same = (left: Workflow, right: Workflow) => expect(canonicalText(inIdOrder(left))).toBe(canonicalText(inIdOrder(right)))

test('[E8] squash does what the patches do, to the byte, in one', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { versions } = chain(seed, 3)
      const [base] = versions as [Workflow]
      const steps = versions.slice(1).map((after, index) => exactOperationsBetween(versions[index] as Workflow, after))
      expect(canonicalText(applied(base, squash(base, steps)))).toBe(canonicalText(versions.at(-1) as Workflow))
      expect(squash(base, [...steps, exactOperationsBetween(versions.at(-1) as Workflow, base)])).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('[E9] inverting twice gives the change, and a patch inverted takes itself back', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { versions, anchored } = chain(seed, 1)
      const [before, after] = versions as [Workflow, Workflow]
      const [changes = []] = anchored
      expect(invertChanges(invertChanges(changes))).toEqual(changes)
      const reverted = revertOperations(changes, after)
      if (reverted.kind !== 'ok') throw new Error(JSON.stringify(reverted.conflicts))
      same(applied(after, reverted.operations), before)
    }),
    { numRuns: 200 },
  )
})

test('[VC-21][E10] reverting a patch in the middle gives what the chain gives without it, or both conflict', () => {
  let reverted = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { versions, anchored, random } = chain(seed, 3)
      const k = random.below(3)
      const head = versions.at(-1) as Workflow
      const revert = revertOperations(anchored[k] ?? [], head)
      const without = restack(
        versions[0] as Workflow,
        anchored.filter((_, index) => index !== k),
      )
      if (revert.kind === 'conflict' || without.kind === 'conflict') return
      reverted++
      same(applied(head, revert.operations), without.document)
    }),
    { numRuns: 400 },
  )
  expect(reverted).toBeGreaterThan(100)
})

test('[E11] patches restacked in their own order give their own head; in another order the same head, or a conflict', () => {
  let exchanged = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { versions, anchored } = chain(seed, 2)
      const head = versions.at(-1) as Workflow
      const again = restack(versions[0] as Workflow, anchored)
      if (again.kind !== 'ok') throw new Error(JSON.stringify(again.conflicts))
      same(again.document, head)
      const turned = restack(versions[0] as Workflow, anchored.toReversed())
      if (turned.kind === 'conflict') return
      exchanged++
      for (const changes of anchored) expect(rebaseOperations(changes, turned.document).kind).toBe('ok')
    }),
    // A scope is removed whose body had been put in another order by being carried over.
    { numRuns: 200, examples: [[-1969734321]] },
  )
  expect(exchanged).toBeGreaterThan(40)
})

test('[H1] any choice of hunks, closed under what they require, applies and leaves no edge without an end; all of them are the patch', () => {
  let parts = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { versions, anchored, random } = chain(seed, 1)
      const [before, after] = versions as [Workflow, Workflow]
      const hunks = hunksOf(anchored[0] ?? [])
      const chosen = hunkClosure(
        hunks,
        hunks.map(({ index }) => index).filter(() => random.chance(0.4)),
      )
      expect(hunkClosure(hunks, chosen)).toEqual(chosen)
      const part = rebaseOperations(changesOfHunks(hunks, chosen), before)
      if (part.kind !== 'ok') throw new Error(JSON.stringify(part.conflicts))
      const result = applied(before, part.operations)
      const ids = new Set(result.nodes.map(({ id }) => id))
      expect(result.edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([])
      if (chosen.length > 0 && chosen.length < hunks.length) parts++
      const whole = rebaseOperations(changesOfHunks(hunks, hunks.keys()), before)
      same(applied(before, whole.kind === 'ok' ? whole.operations : []), after)
      expect(operationsBetween(after, applied(before, whole.kind === 'ok' ? whole.operations : []))).toEqual([])
    }),
    { numRuns: 300 },
  )
  expect(parts, 'some choices are partial').toBeGreaterThan(50)
})
