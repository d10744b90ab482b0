import { describe, expect, test } from 'vitest'
import { base, file, imported, run, settingsOf } from './testing/imported.ts'

const ITEMS = [
  { team: 'red', at: { city: 'Oslo' }, points: 3, note: 'a' },
  { team: 'blue', at: { city: 'Bergen' }, points: 5, note: '' },
  { team: 'red', at: { city: 'Oslo' }, points: 4, note: 'c' },
]
const field = (aggregation: string, name: string, more: object = {}) => ({ aggregation, field: name, ...more })

function summarised(values: object[], more: object = {}) {
  const { node } = imported(
    file([base('Get', 'httpRequest', { url: 'https://example.org' }), base('Sum up', 'summarize', { fieldsToSummarize: { values }, ...more })], {
      Get: ['Sum up'],
    }),
  )
  return run(node('sum_up'), { data: ITEMS })
}

describe('Summarize', () => {
  test('the whole list, each field under the name n8n gives it', () => {
    const values = [
      field('count', 'note'),
      field('sum', 'points'),
      field('average', 'points'),
      field('min', 'points'),
      field('max', 'points'),
      field('countUnique', 'at.city'),
      field('append', 'note'),
      field('concatenate', 'note', { separateBy: ', ' }),
      field('concatenate', 'team', { separateBy: 'other', customSeparator: ' & ' }),
    ]
    expect(summarised(values)).toEqual({
      count_note: 2,
      sum_points: 12,
      average_points: 4,
      min_points: 3,
      max_points: 5,
      unique_count_at_city: 2,
      appended_note: ['a', 'c'],
      concatenated_note: 'a, c',
      concatenated_team: 'red & blue & red',
    })
  })

  test('by the values of fields, one item for each', () => {
    expect(summarised([field('sum', 'points')], { fieldsToSplitBy: 'team, at.city' })).toEqual([
      { team: 'red', at_city: 'Oslo', sum_points: 7 },
      { team: 'blue', at_city: 'Bergen', sum_points: 5 },
    ])
  })

  test('what it cannot say is kept: groups inside one another, an aggregation nobody knows', () => {
    const kept = (parameters: object) => imported(file([base('Sum up', 'summarize', parameters)])).report.nodes.map(({ outcome }) => outcome)
    const values = [field('sum', 'points')]
    expect(kept({ fieldsToSummarize: { values }, fieldsToSplitBy: 'team', options: { outputFormat: 'singleItem' } })).toEqual(['kept'])
    expect(kept({ fieldsToSummarize: { values: [field('median', 'points')] } })).toEqual(['kept'])
  })
})

test('an HTML template is filled; what reads HTML is kept', () => {
  const { node, report } = imported(
    file(
      [base('Start', 'manualTrigger'), base('Page', 'html', { html: '<b>{{ $json.name }}</b>' }), base('Read', 'html', { operation: 'extractHtmlContent' })],
      { Start: ['Page', 'Read'] },
    ),
  )
  expect(settingsOf(node('page'))).toEqual({ input: { html: '<b>{{ inputs.name }}</b>' }, code: 'return input' })
  expect(report.nodes.at(-1)).toMatchObject({ outcome: 'kept', remarks: ['It reads values out of HTML, which no step does here.'] })
})

describe('names in other letters', () => {
  test('lose their accents and stay words, and the name of the workflow is kept in full where it lost something', () => {
    const nodes = [base('Größe prüfen', 'noOp'), base('Łódź', 'noOp'), base('通知', 'noOp')]
    const { workflow } = imported(file(nodes, {}, { name: 'Bestätigung – Æther', description: 'Sends it.' }))
    expect(workflow.nodes.map(({ id, name }) => [id, name])).toEqual([
      ['grosse_prufen', 'Größe prüfen'],
      ['lodz', 'Łódź'],
      ['n', '通知'],
    ])
    expect([workflow.name, workflow.description]).toEqual(['Bestatigung aether', 'Bestätigung – Æther\n\nSends it.'])
    expect(imported(file(nodes, {}, { name: 'Plain  name' })).workflow.description).toBeUndefined()
  })
})

test('variables of the server that expressions read are named, and a run knows its own id', () => {
  const { report, node } = imported(file([base('Ask', 'httpRequest', { url: '={{ $vars.base }}/{{ $execution.id }}/{{ $workflow.name }}' })]))
  expect(settingsOf(node('ask')).url).toBe('{{ vars.base }}/{{ run.id }}/{{ run.workflow }}')
  expect(report.nodes[0]?.remarks).toEqual(['It reads “base”: give it as a variable of the server (AOB_VARS).'])
})

test('a loop whose steps are not in the file says so', () => {
  const { report } = imported(file([base('Loop', 'splitInBatches')]))
  expect(report.nodes[0]?.remarks).toEqual(['No connection of the file leads to its steps, so there is nothing to be the body of a map.'])
})
