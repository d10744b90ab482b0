import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../../../packages/ir/src/testing/random.ts'
import { randomGestures } from '../../../../../../packages/ir/src/testing/random-gestures.ts'
import { insistedOn } from '../draft/insist.ts'
import { gestureBetween } from '../draft/local-gesture.ts'
import { type Replica, withConfirmed, withOwn, withoutPending } from '../draft/replica.ts'
import { decisionsOf } from './decisions.ts'

const node = (id: string, name: string) => ({ id, type: 'join', position: { x: 0, y: 0 }, config: {}, name })
const document: Workflow = { schemaVersion: 1, name: 'orders', nodes: [node('a', 'A'), node('b', 'B')], edges: [] }
const fresh: Replica = { confirmed: document, pending: [], aside: [], document }
const named = (doc: Workflow, id: string, name: string): Workflow => ({ ...doc, nodes: doc.nodes.map((item) => (item.id === id ? { ...item, name } : item)) })

let made = 0
function drawn(replica: Replica, after: Workflow): Replica {
  const gesture = gestureBetween(replica.document, after, { patchId: `p${++made}`, order: made, label: `gesture ${made}` })
  return gesture ? withOwn(replica, gesture, after) : replica
}
const typed = (replica: Replica, id: string, ...names: string[]) => names.reduce((so, name) => drawn(so, named(so.document, id, name)), replica)
const met = (replica: Replica, theirs: Workflow) => withConfirmed(replica, theirs, new Set())
const decided = ({ aside, document: now }: Replica) =>
  decisionsOf(aside, now).map(({ item, replaced, lost }) => [item.conflicts[0]?.change.value, item.conflicts[0]?.current, replaced.length, lost])

describe('what is to be decided', () => {
  it('of what was typed in one field is one thing: what it came to, and what the other side has by now', () => {
    const theirs = met(typed(fresh, 'a', 'a', 'ab', 'abc'), named(document, 'a', 'x'))
    expect(theirs.aside).toHaveLength(3)
    expect(decided(theirs)).toEqual([['abc', 'x', 2, []]])
    const later = met(theirs, named(document, 'a', 'xyz'))
    expect(decided(later)).toEqual([['abc', 'xyz', 2, []]])
    const [decision] = decisionsOf(later.aside, later.document)
    expect(decision?.label).toBe(later.aside[0]?.gesture.label)
    const mine = decision && insistedOn(decision.item, later.document, { patchId: 'mine', order: 99 }, ['mine'])
    expect(mine?.operations).toEqual([{ op: 'replace', path: '/nodes/0/name', value: 'abc' }])
  })

  it('names what was typed before and is not in the last word', () => {
    const first = met(typed(fresh, 'a', 'a long word'), named(document, 'a', 'x'))
    const second = met(typed(first, 'a', 'xb'), named(document, 'a', 'xy'))
    expect(decided(second)).toEqual([['xb', 'xy', 1, ['a long word']]])
    expect(decided(met(typed(first, 'a', 'not a long word'), named(document, 'a', 'xy')))).toEqual([['not a long word', 'xy', 1, []]])
  })

  it('is apart for other fields, for what the server refused and for what is gone as a whole', () => {
    const both = met(typed(typed(fresh, 'a', 'mine'), 'b', 'mine'), named(named(document, 'a', 'x'), 'b', 'y'))
    expect(decided(both)).toEqual([
      ['mine', 'x', 0, []],
      ['mine', 'y', 0, []],
    ])
    const [first] = typed(fresh, 'a', 'no').pending
    if (!first) throw new Error('nothing is pending')
    const refused = withoutPending(typed(fresh, 'a', 'no'), { gesture: first, conflicts: [], refusal: { code: 'limit.nodes', message: 'full' } })
    expect(decisionsOf([...refused.aside, ...both.aside], both.document)).toHaveLength(3)
    const gone = drawn(fresh, { ...document, nodes: document.nodes.slice(1) })
    expect(decisionsOf([...met(gone, named(document, 'a', 'x')).aside, ...both.aside], both.document)).toHaveLength(3)
  })

  it.each(Array.from({ length: 10 }, (_, seed) => seed))('[R2] holds every gesture once, whatever was drawn (seed %i)', (seed) => {
    const random = new Random(seed)
    let [replica, authority] = [fresh, document]
    for (let step = 0; step < 40; step++) {
      const [target] = replica.document.nodes
      const typing = random.chance(0.4) && target !== undefined
      replica = drawn(replica, typing ? named(replica.document, target.id, `m${step}`) : randomGestures(replica.document, random, `m${step}`))
      if (!random.chance(0.4)) continue
      authority = randomGestures(authority, random, `t${step}`)
      replica = met(replica, authority)
    }
    const held = decisionsOf(replica.aside, replica.document).flatMap(({ item, replaced }) => [...replaced, item].map(({ gesture }) => gesture.patchId))
    expect(held.toSorted()).toEqual(replica.aside.map(({ gesture }) => gesture.patchId).toSorted())
  })
})
