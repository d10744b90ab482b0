import type { ChainPatch, RunDocument } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { patchPlace } from './run-patch-place.ts'

const link = (seq: number): ChainPatch => ({
  seq,
  patchId: `p${seq}`,
  operations: [{ op: 'remove', path: '/nodes/0' }],
  actor: { kind: 'human', id: 'me' },
  createdAt: '2026-01-01T00:00:00Z',
  artifactId: `v${seq}`,
})
const chain: RunDocument = { artifactId: 'v0', casId: 'c', base: '{}', patches: [link(1), link(2)], head: 'v2' }
const countOf = (patch: Parameters<typeof patchPlace>[0]) => {
  const place = patchPlace(patch, chain)
  return [place.before.length, place.exact]
}

describe('place of a patch', () => {
  it('is behind its predecessor once applied', () => {
    expect(countOf({ patchId: 'p2', status: 'applied', baseVersion: 'v0' })).toEqual([1, true])
  })

  it('is the newest version for a proposal, exact only when written against it', () => {
    expect(countOf({ patchId: 'p9', status: 'proposed', baseVersion: 'v2' })).toEqual([2, true])
    expect(countOf({ patchId: 'p9', status: 'proposed', baseVersion: 'v1' })).toEqual([2, false])
    expect(countOf({ patchId: 'p9', status: 'proposed' })).toEqual([2, true])
  })

  it('is the version a settled patch was written against', () => {
    expect(countOf({ patchId: 'p9', status: 'rejected', baseVersion: 'v0' })).toEqual([0, true])
    expect(countOf({ patchId: 'p9', status: 'invalid', baseVersion: 'v1' })).toEqual([1, true])
    expect(countOf({ patchId: 'p9', status: 'invalid', baseVersion: 'elsewhere' })).toEqual([2, false])
  })
})
