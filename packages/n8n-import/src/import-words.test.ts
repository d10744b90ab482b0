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

test('what n8n read of its environment are variables of the server, and the report names them', () => {
  const { report, node } = imported(file([base('Ask', 'httpRequest', { url: '={{ $env.BASE_URL }}/x' })]))
  expect(settingsOf(node('ask')).url).toBe('{{ vars.BASE_URL }}/x')
  expect(report.nodes[0]?.remarks.join(' ')).toContain('“BASE_URL”')
})

test.each([
  [{ workflowId: { mode: 'list', value: 'Fx8Ov5', cachedResultName: 'Stock' } }, 'Stock', 'import that one too'],
  [{ workflowId: { mode: 'id', value: 'Fx8Ov5' } }, 'Fx8Ov5', 'choose that workflow'],
  [{ workflowId: 12 }, '12', 'choose that workflow'],
  [{ workflowId: '={{ $workflow.id }}' }, undefined, 'It computes which workflow it calls'],
  [{ source: 'parameter', workflowJson: '{}', workflowId: 'x' }, undefined, 'holds that workflow itself'],
])('a workflow that is called: %j', (parameters, ref, words) => {
  const { report, workflow } = imported(file([base('Call', 'executeWorkflow', parameters)]))
  expect(workflow.nodes.map(({ type, config }) => (type === 'workflow' ? Reflect.get(config ?? {}, 'ref') : undefined))).toEqual([ref])
  expect(report.nodes[0]?.remarks.join(' ')).toContain(words)
})

test('services go by the names people know', () => {
  const { report } = imported(file([base('A', 'youTube'), base('B', 'linkedIn'), base('C', 'googleSheets')]))
  expect(report.nodes.map(({ remarks }) => remarks[0])).toEqual(['YouTube', 'LinkedIn', 'Google Sheets'].map((name) => `There is no step for ${name} here.`))
})

test('a note that n8n showed below its node is below its card; one that it did not show stays away', () => {
  const { workflow, node } = imported(
    file([base('Ask', 'httpRequest', { url: 'https://example.org' }, { notes: 'Twice a day', notesInFlow: true }), base('B', 'noOp', {}, { notes: 'Hidden' })]),
  )
  expect(workflow.notes?.map(({ text }) => text)).toEqual(['Twice a day'])
  expect(workflow.notes?.[0]?.position).toEqual({ x: node('ask').position.x, y: node('ask').position.y + 128 })
})

describe('connections a file has not', () => {
  const reads = (name: string, ...others: string[]) =>
    base(name, 'httpRequest', { url: `=https://x.test/${others.map((other) => `{{ $('${other}').item.json.id }}`).join('')}` })
  const told = (nodes: Parameters<typeof file>[0], flow: Parameters<typeof file>[1] = {}) =>
    imported(file(nodes, flow)).report.nodes.flatMap(({ name, remarks }) => remarks.filter((one) => one.startsWith('It reads')).map((one) => [name, one]))

  test('a step that reads one no connection leads from says so, by their names', () => {
    expect(told([reads('A'), reads('B', 'A'), reads('C', 'A', 'B', 'C', 'D'), reads('D', 'A')], { A: ['D'] })).toEqual([
      ['B', 'It reads what “A” gave, and no connection leads from there to it: draw one, else there is nothing to read.'],
      ['C', 'It reads what “A”, “B”, “C” and 1 more gave, and no connection leads from them to it: draw one, else there is nothing to read.'],
    ])
  })

  test('inside a loop what runs before the loop is there, what runs beside it is not', () => {
    const nodes = [reads('A'), base('Loop', 'splitInBatches'), reads('In', 'A', 'Loop'), reads('Late', 'Beside'), reads('Beside')]
    expect(told(nodes, { A: ['Loop', 'Beside'], Loop: [['In', 1]], In: ['Late'], Late: ['Loop'] }).map(([name]) => name)).toEqual(['Late'])
  })

  test('code is told of, too', () => {
    expect(told([reads('A'), base('Code', 'code', { jsCode: "return $('A').first().json" })]).map(([name]) => name)).toEqual(['Code'])
  })

  test('a file of several steps and no connection at all says so', () => {
    const words = 'No connection of the file joins two of its nodes: draw them here.'
    expect(imported(file([reads('A'), reads('B')])).report.remarks).toContain(words)
    expect(imported(file([reads('A'), base('Start', 'manualTrigger')])).report.remarks).not.toContain(words)
    expect(imported(file([reads('A'), reads('B')], { A: ['B'] })).report.remarks).not.toContain(words)
  })

  test('one connection to nowhere is a sentence, not a sum', () => {
    expect(imported(file([reads('A')], { A: ['gone'] })).report.remarks).toContain(
      'A connection of “A” leads to a node that is not in the file and was left out.',
    )
    expect(imported(file([reads('A')], { A: ['gone', 'too'] })).report.remarks).toContain(
      '2 connections lead to nodes that are not in the file and were left out: all of “A”.',
    )
  })
})

test.each([
  ['Summarize with A.I. then send', 'Summarize with AI then send'],
  ["Don't ask the U.S. office’s team", 'Dont ask the US offices team'],
  ['Read & write, v1.2', 'Read and write v1 2'],
])('words of a name stay words: %s', (name, expected) => {
  expect(imported(file([], {}, { name })).workflow.name).toBe(expected)
})

test.each([
  [{ field: 'cronExpression', expression: '5 4 * * 1' }, '5 4 * * 1'],
  [{ triggerAtHour: 9, triggerAtMinute: 30 }, '30 9 * * *'],
  [{ field: 'minutes' }, '*/5 * * * *'],
  [{ field: 'hours', hoursInterval: 6, triggerAtMinute: 15 }, '15 */6 * * *'],
  [{ field: 'weeks', triggerAtDay: [1, 5], triggerAtHour: 8 }, '0 8 * * 1,5'],
  [{ field: 'months', monthsInterval: 3, triggerAtHour: 7 }, '0 7 1 */3 *'],
  [{ field: 'minutes', minutesInterval: 7 }, undefined],
  [{ daysInterval: 2 }, undefined],
  [{ triggerAtHour: '=later' }, undefined],
])('the times of a schedule: %j', (rule, cron) => {
  const { report, workflow } = imported(file([base('Every', 'scheduleTrigger', { rule: { interval: [rule] } })]))
  const words = (otherwise: string) => `A schedule starts it: make one with ${cron === undefined ? otherwise : `\`${cron}\``}.`
  expect(report.nodes[0]?.remarks).toEqual([words('the times in its note')])
  expect(workflow.notes?.[0]?.text).toContain(words('the times below'))
})
