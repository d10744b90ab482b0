import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { overlap } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from '../model/card-box.ts'
import { groupFrame } from '../model/groups.ts'
import { encloses, noteBox, sectionsOf } from '../model/sections.ts'
import { containersOf } from './containers.ts'
import { tidiedHere as tidy } from './testing/tidied-here.ts'

const node = (id: string, x: number, y: number) => ({ id, type: 'function', position: { x, y }, config: { code: 'return 1' } })
const note = (id: string, x: number, y: number, width: number, height: number) => ({ id, text: `# ${id}`, position: { x, y }, width, height })
const chain = (...ids: string[]) => ids.slice(1).map((to, index) => ({ id: `${ids[index]}_${to}`, from: ids[index] ?? '', to }))

/** Two parts of a workflow with a note behind each, as n8n's users draw them, in some disorder; a small note on the first, and one card in neither. */
const parted: Workflow = {
  schemaVersion: 1,
  name: 'parted',
  nodes: [node('a', 40, 130), node('b', 300, 250), node('c', 900, 110), node('d', 1210, 330), node('e', 1000, 330), node('f', 1700, 40)],
  edges: chain('a', 'b', 'c', 'd', 'f').concat(chain('c', 'e')),
  notes: [note('fetch', 0, 0, 620, 420), note('decide', 860, 0, 640, 500), note('hint', 40, 40, 160, 64)],
}

describe('notes that lie behind cards', () => {
  it('are sections of what stands on them; others are beside', () => {
    expect([...sectionsOf(parted)].map(([id, cards]) => [id, [...cards].sort()])).toEqual([
      ['fetch', ['a', 'b']],
      ['decide', ['c', 'd', 'e']],
    ])
  })

  it('hold what they held when it is tidied, and nothing else: they went with one card, and lay over others', async () => {
    const after = await tidy(parted, 'all')
    expect([...sectionsOf(after)].map(([id, cards]) => [id, [...cards].sort()])).toEqual([
      ['fetch', ['a', 'b']],
      ['decide', ['c', 'd', 'e']],
    ])
    const [fetch, decide, hint] = (after.notes ?? []).map(noteBox)
    const card = (id: string) => boxOf(after.nodes.find((one) => one.id === id) ?? node('', 0, 0))
    expect(fetch && decide && overlap(fetch, decide)).toBe(false)
    expect(fetch && hint && encloses(fetch, hint)).toBe(true)
    for (const section of [fetch, decide]) expect(section && overlap(section, card('f'))).toBe(false)
    // Once more changes nothing.
    expect(await tidy(after, 'all')).toBe(after)
  })

  it('leave the room above the cards that was left for the text', async () => {
    const after = await tidy({ ...parted, notes: [note('fetch', 0, -100, 620, 520)] }, 'all')
    const top = Math.min(...['a', 'b'].map((id) => after.nodes.find((one) => one.id === id)?.position.y ?? 0))
    expect(top - (after.notes?.[0]?.position.y ?? 0)).toBe(232)
  })

  it('nest, hold groups whole, and share no card', async () => {
    const nested: Workflow = {
      ...parted,
      groups: [{ id: 'g', name: 'G', nodes: ['c', 'e'] }],
      notes: [note('all', -100, -200, 1700, 900), note('fetch', 0, 0, 620, 420), note('across', 280, 200, 1000, 260)],
    }
    const [outer, ...others] = containersOf(nested, new Set(nested.nodes.map(({ id }) => id)))
    expect(others).toEqual([])
    expect(outer?.id).toBe('all')
    // The one across holds b, which is on the smaller section, and e, which is of a group it does not hold: nothing is left of it.
    expect(outer?.inner.map(({ id }) => id).sort()).toEqual(['fetch', 'g'])
    const after = await tidy(nested, 'all')
    const [all, fetch] = (after.notes ?? []).map(noteBox)
    const frame = groupFrame(after, nested.groups?.[0] ?? { id: '', nodes: [] })
    expect(all && fetch && frame && [encloses(all, fetch), encloses(all, frame), overlap(fetch, frame)]).toEqual([true, true, false])
    expect(await tidy(after, 'all')).toBe(after)
  })

  it('stay when only a part of what they hold is tidied', async () => {
    const after = await tidy(parted, 'selection', ['c', 'd'])
    expect(after.notes).toBe(parted.notes)
  })
})
