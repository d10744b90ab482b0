import type { Presence } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { guestName, initialOf } from './guest-name.ts'
import { cardsSelected, FORGET_MS, HUES, type People, withoutSilent, withPresence } from './people.ts'

const said = (session: string, more: Partial<Presence> = {}): Presence => ({
  session,
  state: 'here',
  actor: { kind: 'human', id: 'local-user', name: 'You' },
  selection: [],
  ...more,
})
const at = { device: 'mine', now: 1_000 }
const all = (...news: Presence[]) => news.reduce<People>((people, presence) => withPresence(people, presence, at), [])

describe('who else is here', () => {
  it('is named by what they call themselves, their credential, or as what they are', () => {
    const ada = { kind: 'human' as const, id: 'ada', name: 'Ada' }
    const people = all(said('1', { name: 'Mira' }), said('2', { actor: ada }), said('3', { device: 'theirs' }), said('4', { device: 'mine', name: 'Me' }))
    expect(people.map(({ name, own }) => [name, own])).toEqual([
      ['Mira', false],
      ['Ada', false],
      [guestName('theirs'), false],
      ['You, in another tab', true],
    ])
  })

  it('is a guest with an animal while they have no name: the same one every time, another one on another device', () => {
    const names = ['018f-a', '018f-b', '018f-c'].map((device) => all(said('1', { device }))[0]?.name ?? '')
    expect(names.every((name) => /^Guest [A-Z][a-z]+$/.test(name))).toBe(true)
    expect(new Set(names).size).toBe(3)
    expect(all(said('other tab', { device: '018f-a' }))[0]?.name).toBe(names[0])
    expect([initialOf('Guest Otter'), initialOf('mira'), initialOf('Guest'), initialOf('')]).toEqual(['O', 'M', 'G', ''])
  })

  it('keeps one colour for as long as they stay, and gives a free one to who comes', () => {
    const people = all(said('1'), said('2'), said('1', { state: 'gone' }), said('3'), said('2', { selection: ['a'] }))
    expect(people.map(({ session, hue }) => [session, hue])).toEqual([
      ['2', 1],
      ['3', 0],
    ])
    const crowd = all(...Array.from({ length: HUES + 2 }, (_, index) => said(String(index))))
    expect(crowd.every(({ hue }) => hue >= 0 && hue < HUES)).toBe(true)
  })

  it('who comes with something selected has selected it: it was seen only once they selected something else, or 20 s later', () => {
    expect(all(said('1', { state: 'asks', selection: ['a'] }))[0]?.selection).toEqual(['a'])
  })

  it('who asks again after a break has selected what they had, until they say otherwise', () => {
    expect(all(said('1', { selection: ['a'] }), said('1', { state: 'asks' }))[0]?.selection).toEqual(['a'])
  })

  it(`is forgotten after ${FORGET_MS} ms of silence, and no sooner`, () => {
    const people = all(said('1'))
    expect(withoutSilent(people, 1_000 + FORGET_MS - 1)).toBe(people)
    expect(withoutSilent(people, 1_000 + FORGET_MS)).toEqual([])
  })

  it('stands at the cards they have selected, once where several are in a collapsed group, by name at the first', () => {
    const people = all(said('1', { name: 'Mira', selection: ['in', 'also in', 'out'] }), said('2', { name: 'Bo', selection: ['out'] }))
    const hidden = new Map([
      ['in', 'group:g'],
      ['also in', 'group:g'],
    ])
    const names = (some: People) => some.map(({ name }) => name)
    expect(cardsSelected(people, hidden).map(({ cardId, people, named }) => [cardId, names(people), names(named)])).toEqual([
      ['group:g', ['Mira'], ['Mira']],
      ['out', ['Mira', 'Bo'], ['Bo']],
    ])
  })
})
