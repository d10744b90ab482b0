import type { AnchoredChange, Operation, Workflow } from '@aob/schemas'
import { validateOperations } from '@aob/schemas/validators'
import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { expect, test } from 'vitest'
import { Random } from '../testing/random.ts'
import { inIdOrder, randomEdit } from '../testing/random-edit.ts'
import { randomWorkflow } from '../testing/random-workflow.ts'
import { anchor, applyOperations, diffWorkflows, operationProblems, operationsBetween, rebaseOperations } from './index.ts'

/** A copy without shared parts: fast-json-patch changes in place. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** What an independent implementation of RFC 6902 makes of the operations. */
function patched(doc: Workflow, operations: readonly Operation[]): Workflow {
  return jsonPatch.applyPatch(copy(doc), copy([...operations]), true).newDocument
}

function pair(seed: number): { a: Workflow; b: Workflow; random: Random } {
  const random = new Random(seed)
  const a = randomWorkflow(random, 8)
  return { a, b: randomEdit(a, random, 'b'), random }
}

test('[E2] operationsBetween(a, b) applied to a gives b, and touches no id', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { a, b } = pair(seed)
      const operations = operationsBetween(a, b)
      expect(inIdOrder(patched(a, operations))).toEqual(inIdOrder(b))
      expect(operationProblems(operations)).toEqual([])
      expect(operations.length === 0 || validateOperations(operations)).toBe(true)
      expect(operationsBetween(b, patched(a, operations))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('[E7] applyOperations agrees with fast-json-patch and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { a, b } = pair(seed)
      const operations = operationsBetween(a, b)
      const before = copy(a)
      expect(applyOperations(a, operations)).toEqual({ kind: 'ok', document: patched(a, operations) })
      expect(a).toEqual(before)
    }),
    { numRuns: 200 },
  )
})

test('[E3][E4] a change anchored and carried over to its own base is the same change', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { a, b } = pair(seed)
      const rebased = rebaseOperations(anchor(a, operationsBetween(a, b)), a)
      if (rebased.kind !== 'ok') throw new Error(JSON.stringify(rebased.conflicts))
      expect(inIdOrder(patched(a, rebased.operations))).toEqual(inIdOrder(b))
    }),
    { numRuns: 300 },
  )
})

/** The obvious answer: every place the change touches holds what the change says. */
function holds(doc: Workflow, { target, pointer, op, value }: AnchoredChange): boolean {
  const id = target.path.at(-1)
  const found = target.kind === 'root' ? doc : [...doc.nodes, ...doc.edges].find((element) => element.id === id)
  if (pointer === '') return op === 'remove' ? found === undefined : found !== undefined
  const result = found && applyOperations(found, op === 'remove' ? [{ op: 'remove', path: pointer }] : [{ op: 'test', path: pointer, value }])
  return op === 'remove' ? result?.kind === 'failed' : result?.kind === 'ok'
}

test('[E4] carried over to another version, a change holds there and so does what the others did; else the conflicts are listed', () => {
  let carried = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { a, b: theirs, random } = pair(seed)
      const mine = randomEdit(a, random, 'm')
      const changes = anchor(a, operationsBetween(a, mine))
      const rebased = rebaseOperations(changes, theirs)
      if (rebased.kind === 'conflict') {
        expect(rebased.conflicts.length).toBeGreaterThan(0)
        return
      }
      carried++
      const merged = patched(theirs, rebased.operations)
      const there = new Set(theirs.nodes.map((node) => node.id))
      // A move of a node that is gone is no conflict: there is nothing to move.
      const lost = (change: AnchoredChange) => change.pointer === '/position' && !there.has(change.target.path[0] ?? '')
      for (const change of changes) expect(lost(change) || holds(merged, change), JSON.stringify(change)).toBe(true)
      const ids = new Set(merged.nodes.map((node) => node.id))
      expect(merged.edges.filter((edge) => !ids.has(edge.from) || !ids.has(edge.to))).toEqual([])
      const dropped = new Set(changes.filter(({ op, pointer }) => op === 'remove' && pointer === '').map(({ target }) => target.path[0]))
      for (const node of theirs.nodes) expect(ids.has(node.id) || dropped.has(node.id), `${node.id} is lost`).toBe(true)
    }),
    { numRuns: 400 },
  )
  expect(carried, 'some random changes do not conflict').toBeGreaterThan(20)
})

test('[E1] a document does not differ from itself in another order', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { a } = pair(seed)
      const turned = copy({ ...a, nodes: a.nodes.toReversed(), edges: a.edges.toReversed() })
      expect(diffWorkflows(a, turned)).toEqual(diffWorkflows(a, a))
      expect(operationsBetween(a, turned)).toEqual([])
    }),
    { numRuns: 50 },
  )
})
