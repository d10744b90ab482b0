import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Random } from '../../testing/random.ts'
import { randomWorkflow } from '../../testing/random-workflow.ts'
import { validateWorkflow } from '../validate.ts'
import type { AnyDocument, Migration } from './migration.ts'
import { CURRENT_VERSION, downcast, MIGRATIONS, upcast, versionOf } from './upcast.ts'

const asDocument = (document: unknown) => document as AnyDocument

describe('documents of older versions', () => {
  test('[U1] migrations are named by number, in order, one for each version', () => {
    expect(MIGRATIONS.map(({ name, to }) => [name.slice(0, 4), to])).toEqual(MIGRATIONS.map((_, index) => [String(index + 1).padStart(4, '0'), index + 1]))
  })

  it('[U1] gives two edges that lead the same way ids of their own, the same in every process, and keeps those there are', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'b', fromPort: 'error' },
      { id: 'a-b', from: 'x', to: 'y' },
      { from: `${'l'.repeat(60)}`, to: 'b' },
    ]
    const ids = (asDocument(upcast({ name: 'n', nodes: [], edges })).edges as { id: string }[]).map(({ id }) => id)
    expect(ids).toEqual(['a-b-2', 'a-b-3', 'a-b', 'l'.repeat(56)])
  })

  it('[V16] what a newer version wrote is left alone and refused by name', () => {
    const newer = { schemaVersion: CURRENT_VERSION + 1, name: 'n', nodes: [], edges: [], novelty: true }
    expect(upcast(newer)).toBe(newer)
    expect(validateWorkflow(newer, { limits: DEFAULT_LIMITS }).problems).toMatchObject([{ code: 'document.too_new', pointer: '/schemaVersion' }])
  })

  it.each([null, 1, 'text', [], { schemaVersion: 'one' }, { schemaVersion: -1 }, { schemaVersion: 1.5 }])('%j is no document of any version', (value) => {
    expect(versionOf(value)).toBeUndefined()
    expect(upcast(value)).toBe(value)
  })
})

describe('documents for older readers', () => {
  test('[U2][U3] what goes down comes up again as it was; what cannot be said there is named, and nothing is dropped', () => {
    let [down, refused] = [0, 0]
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const document = asDocument(randomWorkflow(new Random(seed), 7) satisfies Workflow)
        for (let version = CURRENT_VERSION - 1; version >= 0; version--) {
          const older = downcast(document, version)
          if (older.kind === 'not_expressible') {
            refused++
            expect(older.pointer).toMatch(/^\//)
            continue
          }
          down++
          expect(versionOf(older.document)).toBe(version)
          expect(upcast(older.document)).toEqual(document)
        }
      }),
      { numRuns: 200 },
    )
    expect(Math.min(down, refused)).toBeGreaterThan(0)
  })

  it('[U3] goes back over several steps, and names the one that cannot', () => {
    const steps: Migration[] = [
      { name: '0001-a', to: 1, up: (d) => ({ ...d, schemaVersion: 1 }), down: (d) => ({ ...d, schemaVersion: 0 }) },
      {
        name: '0002-b',
        to: 2,
        up: ({ old, ...d }) => ({ ...d, schemaVersion: 2, now: old }),
        down: ({ now, ...d }) => (now === 'unsayable' ? { pointer: '/now', message: 'no word for it' } : { ...d, schemaVersion: 1, old: now }),
      },
    ]
    expect(upcast({ nodes: [], old: 1 }, steps)).toEqual({ schemaVersion: 2, nodes: [], now: 1 })
    expect(downcast({ schemaVersion: 2, nodes: [], now: 1 }, 0, steps)).toEqual({ kind: 'ok', document: { schemaVersion: 0, nodes: [], old: 1 } })
    expect(downcast({ schemaVersion: 2, nodes: [], now: 'unsayable' }, 0, steps)).toMatchObject({
      kind: 'not_expressible',
      migration: '0002-b',
      pointer: '/now',
    })
  })
})
