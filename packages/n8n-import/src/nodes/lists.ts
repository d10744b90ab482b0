import { Inexpressible } from '../expressions/settings.ts'
import { celOf } from '../expressions/source.ts'
import { at, listOf, numberOf, type Shape, shapeOf, textOf } from '../shapes.ts'
import { adapted, type Mapped, type Mapper, type MapperContext, mapped } from './mapper.ts'

const LIST = 'const list = Array.isArray(input.data) ? input.data : [input.data]'
const READ = "const read = (item, path) => path.split('.').reduce((value, key) => value?.[key], item)"

/** A function over the list a node gets, as `list`, with `read` for paths like `a.b`. */
export function overList(lines: readonly string[], { lookup }: MapperContext, more: Shape = {}): Mapped {
  const data = lookup.current && celOf(lookup.current)
  if (data === undefined) throw new Inexpressible('The list it works on cannot be read here.')
  return mapped('function', { input: { data: `{{ ${data} }}`, ...more }, code: [LIST, READ, ...lines].join('\n') })
}

export const namesIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : (textOf(value) ?? '').split(',')).flatMap((name) => (typeof name === 'string' && name.trim() ? [name.trim()] : []))

export const computed = (names: readonly string[]): boolean => names.some((name) => name.startsWith('=') || name.includes('{{'))

/** `Split out` gives the list of a field; a map node works through it. */
export const splitOut: Mapper = ({ parameters }, { lookup }) => {
  const field = textOf(parameters.fieldToSplitOut)
  const data = lookup.current && field && !field.startsWith('=') ? celOf(lookup.current, field.split('.')) : undefined
  if (data === undefined) throw new Inexpressible('The field it splits cannot be read here.')
  return adapted('function', { input: `{{ ${data} }}`, code: 'return input' }, 'It gives the list as a whole; a map node runs steps for each of its items.')
}

export const limit: Mapper = ({ parameters }, { lookup }) => {
  const data = lookup.current && celOf(lookup.current)
  const count = numberOf(parameters.maxItems) ?? 1
  if (data === undefined || !Number.isInteger(count) || count < 1) throw new Inexpressible('The list it limits cannot be read here.')
  const part = parameters.keep === 'lastItems' ? `slice(-${count})` : `slice(0, ${count})`
  return mapped('function', { input: `{{ ${data} }}`, code: `return Array.isArray(input) ? input.${part} : input` })
}

/** `Aggregate` puts a list into one field, whole items or some of their fields. */
export const aggregate: Mapper = ({ parameters }, context) => {
  if (parameters.aggregate === 'aggregateAllItemData') return aggregateItems(parameters, context)
  const fields = listOf(at(parameters, 'fieldsToAggregate', 'fieldToAggregate')).map(shapeOf)
  const named = fields.flatMap(({ fieldToAggregate, renameField, outputFieldName }) => {
    const from = textOf(fieldToAggregate)
    return from ? [{ from, to: (renameField === true ? textOf(outputFieldName) : undefined) ?? from.split('.').at(-1) ?? from }] : []
  })
  if (named.length === 0 || computed(named.flatMap(({ from, to }) => [from, to]))) throw new Inexpressible('The fields it aggregates cannot be read.')
  const lines = named.map(
    ({ from, to }) => `  ${JSON.stringify(to)}: list.map((item) => read(item, ${JSON.stringify(from)})).filter((value) => value !== undefined),`,
  )
  return overList(['return {', ...lines, '}'], context)
}

function aggregateItems(parameters: Shape, context: MapperContext): Mapped {
  const to = textOf(parameters.destinationFieldName) ?? 'data'
  const include = textOf(parameters.include) ?? 'allFields'
  const names = namesIn(include === 'specifiedFields' ? parameters.fieldsToInclude : parameters.fieldsToExclude)
  if (computed([to, ...names])) throw new Inexpressible('The fields it aggregates cannot be read.')
  const keeps = include === 'allFields' ? 'true' : `${JSON.stringify(names)}.includes(key) === ${include === 'specifiedFields'}`
  const items = include === 'allFields' ? 'list' : `list.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => ${keeps})))`
  return overList([`return { ${JSON.stringify(to)}: ${items} }`], context)
}

/** `Remove duplicates` within the list at hand; n8n can also remember other runs, which nothing does here. */
export const removeDuplicates: Mapper = ({ parameters }, context) => {
  const operation = textOf(parameters.operation) ?? 'removeDuplicateInputItems'
  if (!['removeDuplicateInputItems', 'removeDuplicates'].includes(operation)) throw new Inexpressible('It remembers what other runs have seen.')
  const compare = textOf(parameters.compare) ?? 'allFields'
  const names = namesIn(compare === 'selectedFields' ? parameters.fieldsToCompare : parameters.fieldsToExclude)
  if (computed(names)) throw new Inexpressible('The fields it compares are computed.')
  const key =
    compare === 'selectedFields'
      ? `${JSON.stringify(names)}.map((name) => read(item, name))`
      : compare === 'allFieldsExcept'
        ? `Object.entries(item).filter(([name]) => !${JSON.stringify(names)}.includes(name))`
        : 'item'
  return overList(
    ['const seen = new Set()', `const isNew = (key) => !seen.has(key) && seen.add(key)`, `return list.filter((item) => isNew(JSON.stringify(${key})))`],
    context,
  )
}

/** `Sort` by fields; by chance or by code of one's own it cannot be said. */
export const sort: Mapper = ({ parameters }, context) => {
  if ((textOf(parameters.type) ?? 'simple') !== 'simple') throw new Inexpressible(`It sorts by ${parameters.type === 'random' ? 'chance' : 'code'}.`)
  const fields = listOf(at(parameters, 'sortFieldsUi', 'sortField')).map(shapeOf)
  const by = fields.flatMap(({ fieldName, order }) => (textOf(fieldName) ? [[textOf(fieldName), order === 'descending' ? -1 : 1] as const] : []))
  if (by.length === 0 || computed(by.map(([name]) => name ?? ''))) throw new Inexpressible('The fields it sorts by cannot be read.')
  return overList(
    [
      `const by = ${JSON.stringify(by)}`,
      'const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)',
      'return [...list].sort((a, b) => by.reduce((found, [name, way]) => found || way * compare(read(a, name), read(b, name)), 0))',
    ],
    context,
  )
}

/** `Item lists` of older versions: one node for what became several. */
const OF_ITEM_LISTS: Readonly<Record<string, Mapper>> = {
  splitOutItems: splitOut,
  aggregateItems: aggregate,
  concatenateItems: aggregate,
  removeDuplicates,
  sort,
  limit,
}

export const itemLists: Mapper = (node, context) => {
  const operation = textOf(node.parameters.operation) ?? 'splitOutItems'
  const map = Object.hasOwn(OF_ITEM_LISTS, operation) ? OF_ITEM_LISTS[operation] : undefined
  if (!map) throw new Inexpressible(`It does “${operation}” with lists, which no step does here.`)
  return map(node, context)
}

/** `Rename keys`, by names; by patterns it cannot be said. */
export const renameKeys: Mapper = ({ parameters }, context) => {
  const pairs = listOf(at(parameters, 'keys', 'key')).flatMap((raw) => {
    const { currentKey, newKey } = shapeOf(raw)
    return textOf(currentKey) && textOf(newKey) ? [[textOf(currentKey) ?? '', textOf(newKey) ?? ''] as const] : []
  })
  if (pairs.length === 0 || at(parameters, 'additionalOptions', 'regexReplacement') !== undefined || computed(pairs.flat()))
    throw new Inexpressible('The names it changes cannot be read.')
  return overList(
    [
      `const names = new Map(${JSON.stringify(pairs)})`,
      'const renamed = (item) => Object.fromEntries(Object.entries(item).map(([key, value]) => [names.get(key) ?? key, value]))',
      'return Array.isArray(input.data) ? list.map(renamed) : renamed(input.data)',
    ],
    context,
  )
}
