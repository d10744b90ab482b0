import { DEFAULT_LIMITS } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DomainError } from './domain-error.ts'
import { type JsonBounds, requireJsonWithin } from './json-extent.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function refusal(text: string, bounds: Partial<JsonBounds>): unknown {
  try {
    requireJsonWithin(bytesOf(text), { maxJsonValues: 1_000, maxJsonNames: 1_000, maxDepth: 1_000, ...bounds })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return [error.code, error.detail.extra]
  }
  return undefined
}

/** What the pass counts, counted on the value. */
function extentOf(value: unknown): { values: number; names: Set<string>; depth: number } {
  const own = { values: 0, names: new Set<string>(), depth: 0 }
  if (typeof value !== 'object' || value === null) return own
  const names = Array.isArray(value) ? [] : Object.keys(value)
  for (const name of names) own.names.add(name)
  for (const item of Object.values(value)) {
    const inner = extentOf(item)
    own.values += 1 + inner.values
    own.depth = Math.max(own.depth, inner.depth)
    for (const name of inner.names) own.names.add(name)
  }
  return { ...own, depth: own.depth + 1 }
}

describe('what a body may consist of', () => {
  it.each<[string, string, Partial<JsonBounds>, Partial<JsonBounds>, string]>([
    ['items', '[1,2,[],{"a":3}]', { maxJsonValues: 5 }, { maxJsonValues: 4 }, 'limit.values'],
    ['an empty list as the last of them', '[1,[]]', { maxJsonValues: 2 }, { maxJsonValues: 1 }, 'limit.values'],
    ['names', '{"a":{"b":1},"c":[{"a":2}]}', { maxJsonNames: 3 }, { maxJsonNames: 2 }, 'limit.values'],
    ['depth', '[[[1]],[[]]]', { maxDepth: 3 }, { maxDepth: 2 }, 'limit.depth'],
  ])('%s: as many as the limit says pass, one more is refused by its name', (_, text, enough, tooFew, code) => {
    expect(refusal(text, enough)).toBeUndefined()
    const [[limit, max] = []] = Object.entries(tooFew)
    expect(refusal(text, tooFew)).toEqual([code, { limit, max }])
  })

  it('texts count for nothing, whatever they hold', () => {
    expect(refusal('["[[[[,,,,::::","\\"[,:\\\\",{"a,b:[":"\\\\"}]', { maxJsonValues: 4, maxJsonNames: 1, maxDepth: 2 })).toBeUndefined()
  })

  it.each(['', '[', ']]]]', '{"a', '"\\', ',,,', '::', '{"a":1}}', '\u0000'])('%j is left to the parser', (text) => {
    expect(refusal(text, {})).toBeUndefined()
  })

  it('counts what a walk over the value counts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        // A name that is written with an escape once is written so everywhere.
        const { values, names, depth } = extentOf(JSON.parse(text))
        expect(refusal(text, { maxJsonValues: values, maxJsonNames: names.size, maxDepth: depth })).toBeUndefined()
        if (values > 0) expect(refusal(text, { maxJsonValues: values - 1 })).toMatchObject(['limit.values', { limit: 'maxJsonValues' }])
        if (names.size > 0) expect(refusal(text, { maxJsonNames: names.size - 1 })).toMatchObject(['limit.values', { limit: 'maxJsonNames' }])
        if (depth > 0) expect(refusal(text, { maxDepth: depth - 1 })).toMatchObject(['limit.depth', { limit: 'maxDepth' }])
      }),
    )
  })

  it('the largest workflow passes', () => {
    const nodes = Array.from({ length: DEFAULT_LIMITS.maxNodes }, (_, index) => ({ id: `n${index}`, type: 'join', position: { x: index, y: 0 } }))
    const edges = Array.from({ length: DEFAULT_LIMITS.maxEdges }, (_, index) => ({ id: `e${index}`, from: 'n0', to: `n${index % nodes.length}` }))
    expect(refusal(JSON.stringify({ workflow: { schemaVersion: 1, name: 'largest', nodes, edges } }), DEFAULT_LIMITS)).toBeUndefined()
  })
})
