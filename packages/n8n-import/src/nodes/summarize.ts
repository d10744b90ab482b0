import { Inexpressible } from '../expressions/settings.ts'
import { at, listOf, own, shapeOf, textOf } from '../shapes.ts'
import { computed, namesIn, overList } from './lists.ts'
import type { Mapper } from './mapper.ts'

/** What each aggregation gives, of `values` (those that are there) and `all`, and what n8n puts before the name of its field. */
const AGGREGATIONS: Readonly<Record<string, { prefix: string; code: string }>> = {
  append: { prefix: 'appended_', code: 'values' },
  average: { prefix: 'average_', code: 'values.reduce((sum, value) => sum + Number(value), 0) / values.length' },
  count: { prefix: 'count_', code: 'values.length' },
  countUnique: { prefix: 'unique_count_', code: 'new Set(values.map((value) => JSON.stringify(value))).size' },
  max: { prefix: 'max_', code: 'values.reduce((most, value) => (most === undefined || value > most ? value : most), undefined)' },
  min: { prefix: 'min_', code: 'values.reduce((least, value) => (least === undefined || value < least ? value : least), undefined)' },
  sum: { prefix: 'sum_', code: 'values.reduce((sum, value) => sum + Number(value), 0)' },
}

const keyOf = (field: string): string => field.replace(/[\]["]/g, '').replace(/[ .]/g, '_')

function lineOf(raw: unknown): string {
  const value = shapeOf(raw)
  const field = textOf(value.field) ?? ''
  const aggregation = textOf(value.aggregation) ?? 'count'
  if (field === '' || computed([field])) throw new Inexpressible('A field it summarises cannot be read.')
  const values = value.includeEmpty === true ? `list.map((item) => read(item, ${JSON.stringify(field)}))` : `filled(list, ${JSON.stringify(field)})`
  if (aggregation === 'concatenate')
    return `  ${JSON.stringify(`concatenated_${keyOf(field)}`)}: ${values}.map(asText).join(${JSON.stringify(separatorOf(value))}),`
  const known = own(AGGREGATIONS, aggregation)
  if (!known) throw new Inexpressible(`It summarises by “${aggregation}”, which no step does here.`)
  return `  ${JSON.stringify(`${known.prefix}${keyOf(field)}`)}: ((values) => ${known.code})(${values}),`
}

function separatorOf({ separateBy, customSeparator }: Record<string, unknown>): string {
  if (separateBy === 'other') return textOf(customSeparator) ?? ''
  return textOf(separateBy) ?? ','
}

/** `Summarize` over a list, as a whole or by the values of some fields, one item for each. */
export const summarize: Mapper = ({ parameters }, context) => {
  const lines = listOf(at(parameters, 'fieldsToSummarize', 'values')).map(lineOf)
  const by = namesIn(parameters.fieldsToSplitBy)
  if (lines.length === 0 || computed(by)) throw new Inexpressible('The fields it summarises cannot be read.')
  if (by.length > 0 && at(parameters, 'options', 'outputFormat') === 'singleItem') throw new Inexpressible('It puts its groups inside one another.')
  return overList(
    [
      "const filled = (list, path) => list.map((item) => read(item, path)).filter((value) => value !== undefined && value !== null && value !== '')",
      "const asText = (value) => (value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? ''))",
      'const summaryOf = (list) => ({',
      ...lines,
      '})',
      ...(by.length === 0
        ? ['return summaryOf(list)']
        : [
            `const by = ${JSON.stringify(by)}`,
            'const groups = new Map()',
            'for (const item of list) {',
            '  const key = JSON.stringify(by.map((path) => read(item, path) ?? null))',
            '  groups.set(key, [...(groups.get(key) ?? []), item])',
            '}',
            `const keys = ${JSON.stringify(by.map(keyOf))}`,
            'return [...groups].map(([key, items]) => ({ ...Object.fromEntries(JSON.parse(key).map((value, index) => [keys[index], value])), ...summaryOf(items) }))',
          ]),
    ],
    context,
  )
}
