import { describe, expect, it } from 'vitest'
import { hasAllOf } from './nothing-to-merge.ts'

const version = (artifactId: string, mergedId?: string) => ({ artifactId, casId: `sha-${artifactId}`, ...(mergedId === undefined ? {} : { mergedId }) })
const versions = [version('v3'), version('v2', 'dev2'), version('v1')]

describe('a branch that can be merged', () => {
  it.each([
    ['one this one came from', version('v1'), true],
    ['one that has been merged', version('dev2'), true],
    ['one that says the same by another way', { artifactId: 'dev9', casId: 'sha-v3' }, true],
    ['one that goes on from what was merged', version('dev3'), false],
    ['one that says what this one said before', { artifactId: 'dev9', casId: 'sha-v2' }, false],
  ])('has something new, or not: %s', (_, other, nothing) => expect(hasAllOf(other, versions)).toBe(nothing))
  it('is offered as long as nothing is known', () => expect(hasAllOf(version('v1'), [])).toBe(false))
})
