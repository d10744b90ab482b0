import { expect, it } from 'vitest'
import { Lru } from './lru.ts'

it('forgets what was used longest ago, at its capacity and not before', () => {
  const lru = new Lru<number>({ entries: 2 })
  lru.set('a', 1)
  lru.set('b', 2)
  expect(lru.get('a')).toBe(1)
  lru.set('c', 3)
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3])
})

it('forgets by weight too, to its bound and not below, and keeps nothing heavier than the bound', () => {
  const lru = new Lru<number>({ entries: 9, weight: 10 })
  lru.set('a', 1, 4)
  lru.set('b', 2, 6)
  expect([lru.get('b'), lru.get('a')]).toEqual([2, 1])
  lru.set('c', 3, 1)
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3])
  lru.set('c', 4, 6)
  expect([lru.get('a'), lru.get('c')]).toEqual([1, 4])
  lru.set('d', 5, 11)
  expect([lru.get('a'), lru.get('c'), lru.get('d')]).toEqual([1, 4, undefined])
})
