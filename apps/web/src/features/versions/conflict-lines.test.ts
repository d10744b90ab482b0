import { expect, it } from 'vitest'
import { conflictLines } from './conflict-lines.ts'

it('says of an order that does not fit which step stands in the way, by its name: it was an id', () => {
  const names = { steps: { d: { name: 'Fetch' }, e: { name: 'Mail', alike: true } }, ends: { de: { from: 'd', to: 'e' } } }
  const change = (kind: string, id: string, pointer = '') => ({ target: { kind, path: [id] }, pointer, op: 'add' })
  const conflict = [
    { reason: 'edge_dangles', message: 'The edge de would have no node d.', change: change('edge', 'de') },
    { reason: 'target_missing', message: 'The node e is no longer there.', change: change('node', 'e', '/config/url') },
    { reason: 'unheard of', message: 'Something else.', change: change('node', 'e') },
    null,
  ]
  expect(conflictLines({ conflict, names })).toEqual([
    'Connection Fetch → Mail (e): a step at its end is not there yet.',
    'Mail · config › url (e): it is not there yet.',
    'Something else.',
  ])
  expect(conflictLines({ conflict: conflict.slice(0, 1) })).toEqual(['Connection de: a step at its end is not there yet.'])
  expect(conflictLines({})).toEqual([])
})
