import type { VersionEntry } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { arrangeable, arrangementOf, isChanged, joined, labelAt, moved, said, split, stackOf } from './arrangement.ts'

const NOTHING = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

function version(versionLabel: string, kind: VersionEntry['kind'] = 'patch'): VersionEntry {
  const patch = { patchId: versionLabel, actor: { kind: 'human', id: 'me' }, summary: NOTHING, status: 'applied', createdAt: '' } as const
  const known = { artifactId: versionLabel, casId: '', versionLabel, kind, patchesSinceBase: 0, nodeCount: 1, agentCount: 0, createdAt: '' }
  return kind === 'patch' ? { ...known, patch } : known
}

const stack = arrangeable([version('v2.3'), version('v2.2'), version('v2.1'), version('v2.0', 'compacted'), version('v1.20')])
const ids = (places: ReturnType<typeof arrangementOf>) => stackOf(places).map(({ patchIds }) => patchIds)

describe('an arrangement of patches', () => {
  it('is of those over the newest base, and sent oldest first', () => {
    expect(ids(arrangementOf(stack))).toEqual([['v2.1'], ['v2.2'], ['v2.3']])
    expect(isChanged(arrangementOf(stack), stack)).toBe(false)
    expect(arrangeable([version('v1.0', 'base')])).toEqual([])
  })

  it('moves a place past its neighbour, and not past the ends', () => {
    const places = arrangementOf(stack)
    expect(ids(moved(places, 0, 1))).toEqual([['v2.1'], ['v2.3'], ['v2.2']])
    expect([moved(places, 0, -1), moved(places, 2, 1)]).toEqual([places, places])
    expect(isChanged(moved(places, 0, 1), stack)).toBe(true)
    expect(isChanged(moved(moved(places, 0, 1), 1, -1), stack)).toBe(false)
  })

  it('joins a place with the older one below, in their order, and takes them apart again', () => {
    const two = joined(arrangementOf(stack), 0)
    expect(ids(two)).toEqual([['v2.1'], ['v2.2', 'v2.3']])
    expect([labelAt(two, 0, stack), labelAt(two, 1, stack)]).toEqual(['v2.2', 'v2.1'])
    expect(ids(joined(moved(two, 0, 1), 0))).toEqual([['v2.2', 'v2.3', 'v2.1']])
    expect(joined(two, 1)).toBe(two)
    expect(isChanged(split(two, 0), stack)).toBe(false)
  })

  it('says what several are for, and nothing about a single one', () => {
    const two = said(joined(arrangementOf(stack), 0), 0, ' mail ')
    expect(stackOf(two)).toEqual([{ patchIds: ['v2.1'] }, { patchIds: ['v2.2', 'v2.3'], rationale: 'mail' }])
    expect(stackOf(said(two, 0, '  '))[1]).toEqual({ patchIds: ['v2.2', 'v2.3'] })
    expect(stackOf(said(two, 1, 'x'))[0]).toEqual({ patchIds: ['v2.1'] })
  })
})
