import type { WorkflowSummary } from '@aob/schemas'
import { expect, test } from 'vitest'
import { found } from './workflow-search.ts'

// Only what is searched; the rest of a summary says nothing here.
const named = (name: string, description?: string) => ({ name, description }) as WorkflowSummary
const ALL = [named('Invoice flow 7', 'Résumé des factures'), named('Lead flow 17', 'İstanbul siparişleri'), named('Mail', 'Отправляет письма'), named('Digest')]
const names = (search: string) => found(ALL, search).map(({ name }) => name)

test.each([
  ['resume', ['Invoice flow 7']],
  ['RÉSUMÉ', ['Invoice flow 7']],
  ['istanbul', ['Lead flow 17']],
  ['siparis', ['Lead flow 17']],
  ['ОТПРАВЛЯЕТ', ['Mail']],
  ['17  lead', ['Lead flow 17']],
  ['flow', ['Invoice flow 7', 'Lead flow 17']],
  ['  ', ALL.map(({ name }) => name)],
  ['lead digest', []],
])('a search for %j finds %j', (search, expected) => {
  expect(names(search)).toEqual(expected)
})
