import type { AnchoredChange, Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../../../packages/ir/src/testing/random.ts'
import { randomGestures } from '../../../../../../packages/ir/src/testing/random-gestures.ts'
import { insistedOn } from './insist.ts'
import { applied, carriedTo, gestureBetween, type LocalGesture } from './local-gesture.ts'
import { isEcho, isThere, type Replica, withCarried, withConfirmed, withFirstConfirmed, withOwn, withoutPending } from './replica.ts'

const node = (id: string, name?: string) => ({ id, type: 'join', position: { x: 0, y: 0 }, config: {}, ...(name === undefined ? {} : { name }) })
const document: Workflow = { schemaVersion: 1, name: 'orders', nodes: [node('a'), node('b')], edges: [{ id: 'ab', from: 'a', to: 'b' }] }
const fresh = (confirmed: Workflow = document): Replica => ({ confirmed, pending: [], aside: [], document: confirmed })
const named = (doc: Workflow, id: string, name: string): Workflow => ({ ...doc, nodes: doc.nodes.map((item) => (item.id === id ? { ...item, name } : item)) })
const without = (doc: Workflow, id: string): Workflow => ({
  ...doc,
  nodes: doc.nodes.filter((item) => item.id !== id),
  edges: doc.edges.filter(({ from, to }) => from !== id && to !== id),
})

let made = 0
function drawn(replica: Replica, after: Workflow): Replica {
  const gesture = gestureBetween(replica.document, after, { patchId: `p${++made}`, order: made, label: 'gesture' })
  if (!gesture) throw new Error('the gesture changes nothing')
  return withOwn(replica, gesture, after)
}
const only = (replica: Replica): LocalGesture => {
  const [gesture] = replica.pending
  if (!gesture) throw new Error('nothing is pending')
  return gesture
}
const nameOf = ({ document: doc }: Replica, id: string) => doc.nodes.find((item) => item.id === id)?.name
const choose = (replica: Replica, choices: readonly ('mine' | 'theirs')[]) => {
  const [item] = replica.aside
  return item && insistedOn(item, replica.document, { patchId: 'insisted', order: 99 }, choices)
}

describe('gestures on their way', () => {
  it('[R1] lie over whatever the authority says, by id', () => {
    const mine = drawn(fresh(), named(document, 'b', 'mine'))
    const theirs = { ...document, nodes: [node('zero'), ...document.nodes.map((item) => (item.id === 'a' ? { ...item, name: 'theirs' } : item))] }
    const met = withConfirmed(mine, theirs, new Set())
    expect([nameOf(met, 'a'), nameOf(met, 'b')]).toEqual(['theirs', 'mine'])
    expect(only(met).operations).toEqual([{ op: 'add', path: '/nodes/2/name', value: 'mine' }])
  })

  it('[R2] are confirmed, were there already, or are set aside with both sides, together with what builds on them', () => {
    const one = drawn(fresh(), named(document, 'a', 'mine'))
    const two = drawn(one, named(one.document, 'b', 'same'))
    const three = drawn(two, named(two.document, 'a', 'mine again'))
    const met = withConfirmed(three, named(named(document, 'a', 'theirs'), 'b', 'same'), new Set())
    expect(met.pending).toEqual([])
    expect(met.aside.map(({ gesture, conflicts }) => [gesture.patchId, conflicts[0]?.current])).toEqual([
      [one.pending[0]?.patchId, 'theirs'],
      [three.pending[2]?.patchId, 'theirs'],
    ])
    expect(withConfirmed(one, named(document, 'a', 'mine'), new Set([only(one).patchId])).pending).toEqual([])
  })

  it('[R3] [R4] taken as they are they move nothing, and what nobody changed stays the same object', () => {
    const mine = drawn(fresh(), named(document, 'b', 'mine'))
    const confirmed = applied(document, only(mine).operations)
    expect(withFirstConfirmed(mine, confirmed, 1).document).toBe(mine.document)
    const met = withConfirmed(mine, JSON.parse(JSON.stringify(named(document, 'b', 'mine'))) as Workflow, new Set())
    expect(met.document).toBe(mine.document)
    expect(withConfirmed(mine, named(document, 'a', 'theirs'), new Set()).document.nodes[1]).toBe(mine.document.nodes[1])
  })

  it('[R2] one that the server refuses leaves the others standing', () => {
    const two = drawn(drawn(fresh(), named(document, 'a', 'no')), named(named(document, 'a', 'no'), 'b', 'yes'))
    const rest = withoutPending(two, { gesture: only(two), conflicts: [], refusal: { code: 'limit.nodes', message: 'full' } })
    expect([nameOf(rest, 'a'), nameOf(rest, 'b'), rest.aside.length, rest.pending.length]).toEqual([undefined, 'yes', 1, 1])
  })

  it('[R5] one that wants what is only on its way waits for it, and comes to itself when that is set aside', () => {
    const first = drawn(fresh(), named(document, 'a', 'both'))
    const same = gestureBetween(document, named(document, 'a', 'both'), { patchId: 'same', order: 50, label: 'another tab' })
    if (!same) throw new Error('the gesture changes nothing')
    const both = withCarried(first, same)
    expect(both.pending.map((gesture) => [gesture.patchId, isEcho(gesture)])).toEqual([
      [only(first).patchId, false],
      ['same', true],
    ])
    const lost = withConfirmed(both, named(document, 'a', 'theirs'), new Set())
    expect([lost.pending.length, lost.aside.map(({ gesture }) => gesture.patchId)]).toEqual([0, [only(first).patchId, 'same']])
    expect(withoutPending(both, { gesture: only(first), conflicts: [] }).pending.map((gesture) => [gesture.patchId, isEcho(gesture)])).toEqual([
      ['same', false],
    ])
    expect(withConfirmed(both, both.document, new Set([only(first).patchId])).pending).toEqual([])
    // Where the authority may lose it again, only its word ends the wait.
    expect(withConfirmed(fresh(), both.document, new Set(), false).pending).toEqual([])
    expect(withConfirmed(first, both.document, new Set(), false).pending.map(isEcho)).toEqual([true])
    expect(withConfirmed(first, both.document, new Set([only(first).patchId]), false).pending).toEqual([])
  })

  it.each(Array.from({ length: 6 }, (_, seed) => seed))('[R2] [R5] of what several tabs draw at random nothing is lost (seed %i)', (seed) => {
    const random = new Random(seed)
    let replica = fresh()
    let authority = document
    let seen = document
    const open = new Map<string, AnchoredChange[]>()
    // One part may be there before the other: each was, at some time.
    const settle = () => {
      for (const [patchId, changes] of open)
        open.set(
          patchId,
          changes.filter((change) => !isThere(change, authority)),
        )
    }
    for (let step = 0; step < 40; step++) {
      const gesture = gestureBetween(seen, randomGestures(seen, random, random.chance(0.5) ? 'same' : `m${step}`), {
        patchId: `g${step}`,
        order: step,
        label: '',
      })
      if (gesture) {
        open.set(gesture.patchId, gesture.changes)
        settle()
        replica = withCarried(replica, gesture)
      }
      if (random.chance(0.5)) seen = replica.document
      const [next] = replica.pending.filter((pending) => !isEcho(pending))
      if (random.chance(0.3)) authority = randomGestures(authority, random, `t${step}`)
      else if (next && random.chance(0.5) && carriedTo(next, authority).kind === 'ok') authority = applied(authority, next.operations)
      else continue
      settle()
      replica = withConfirmed(replica, authority, new Set())
      const held = new Set([...replica.pending.map(({ patchId }) => patchId), ...replica.aside.map(({ gesture: { patchId } }) => patchId)])
      expect([...open].flatMap(([patchId, changes]) => (changes.length === 0 || held.has(patchId) ? [] : [patchId]))).toEqual([])
    }
  })

  it.each(Array.from({ length: 10 }, (_, seed) => seed))('[R1] random gestures of two sides: document and pending always say the same (seed %i)', (seed) => {
    const random = new Random(seed)
    let replica = fresh()
    let authority = document
    const drawnIds = new Set<string>()
    for (let step = 0; step < 25; step++) {
      const after = randomGestures(replica.document, random, `m${step}`)
      if (gestureBetween(replica.document, after, { patchId: 'x', order: 0, label: '' })) {
        replica = drawn(replica, after)
        drawnIds.add(replica.pending.at(-1)?.patchId ?? '')
      }
      if (random.chance(0.4)) {
        authority = randomGestures(authority, random, `t${step}`)
        replica = withConfirmed(replica, authority, new Set())
      } else if (random.chance(0.5) && replica.pending.length > 0) {
        authority = applied(authority, only(replica).operations)
        replica = withFirstConfirmed(replica, authority, 1)
      }
      const folded = replica.pending.reduce((at, { operations }) => applied(at, operations), replica.confirmed)
      expect(folded).toEqual(replica.document)
    }
    expect([...replica.pending, ...replica.aside.map(({ gesture }) => gesture)].every(({ patchId }) => drawnIds.has(patchId))).toBe(true)
  })
})

describe('insisting on one side of a conflict', () => {
  it('mine replaces theirs, theirs lets mine go', () => {
    const met = withConfirmed(drawn(fresh(), named(document, 'a', 'mine')), named(document, 'a', 'theirs'), new Set())
    expect(choose(met, ['mine'])?.operations).toEqual([{ op: 'replace', path: '/nodes/0/name', value: 'mine' }])
    expect(choose(met, ['theirs'])).toBeUndefined()
  })

  it('my removal takes along what was hung on since', () => {
    const theirs = { ...document, nodes: [...document.nodes, node('c')], edges: [...document.edges, { id: 'bc', from: 'b', to: 'c' }] }
    const met = withConfirmed(drawn(fresh(), without(document, 'b')), theirs, new Set())
    const insisted = choose(met, ['mine'])
    expect(applied(met.document, insisted?.operations ?? [])).toMatchObject({ nodes: [{ id: 'a' }, { id: 'c' }], edges: [] })
  })

  it('what was about something that is gone falls away', () => {
    const met = withConfirmed(drawn(fresh(), named(document, 'b', 'mine')), without(document, 'b'), new Set())
    expect(met.aside).toHaveLength(1)
    expect(choose(met, ['mine'])).toBeUndefined()
  })
})
