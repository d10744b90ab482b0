import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { listOf, own, type Shape, shapeOf, textOf } from '../shapes.ts'

interface Comparison {
  left: string
  right: () => string
  /** Kind of the values compared: string, number, boolean, dateTime, array, object. */
  type: string
  ignoreCase: boolean
  /** The left side is a path, and null where the data has no such part: n8n compares what is missing and fails at nothing. */
  mayBeNull: boolean
}

type Rule = (comparison: Comparison) => string

/** What holds of no value that is missing. */
const guarded = ({ left, mayBeNull }: Comparison, cel: string): string => (mayBeNull ? `${left} != null && ${cel}` : cel)
/** What holds of every value that is missing. */
const orMissing = ({ left, mayBeNull }: Comparison, cel: string): string => (mayBeNull ? `${left} == null || ${cel}` : cel)
const cased = ({ ignoreCase, type }: Comparison, cel: string): string => (ignoreCase && type === 'string' ? `${cel}.lowerAscii()` : cel)
const infix =
  (operator: string): Rule =>
  (one) =>
    guarded(one, `${cased(one, one.left)} ${operator} ${cased(one, one.right())}`)
const equal: Rule = (one) => {
  const cel = `${cased(one, one.left)} == ${cased(one, one.right())}`
  return one.ignoreCase && one.type === 'string' ? guarded(one, cel) : cel
}
const unequal: Rule = (one) => {
  const cel = `${cased(one, one.left)} != ${cased(one, one.right())}`
  return one.ignoreCase && one.type === 'string' ? orMissing(one, cel) : cel
}
/** A method of the left side, and its opposite: what is missing has no such part. */
const method =
  (name: string): Rule =>
  (one) =>
    guarded(one, `${cased(one, one.left)}.${name}(${cased(one, one.right())})`)
const notMethod =
  (name: string): Rule =>
  (one) =>
    orMissing(one, `!${cased(one, one.left)}.${name}(${cased(one, one.right())})`)
const sized =
  (operator: string): Rule =>
  (one) =>
    guarded(one, `size(${one.left}) ${operator} ${one.right()}`)
const contains: Rule = (one) => (one.type === 'array' ? guarded(one, `${one.right()} in ${one.left}`) : method('contains')(one))
const notContains: Rule = (one) => (one.type === 'array' ? orMissing(one, `!(${one.right()} in ${one.left})`) : notMethod('contains')(one))
const exists: Rule = ({ left, mayBeNull }) => (mayBeNull ? `${left} != null` : presence(left))
const notExists: Rule = ({ left, mayBeNull }) => (mayBeNull ? `${left} == null` : absence(left))
/** A number is never empty, only missing. */
const empty: Rule = (one) => {
  if (one.type === 'number') return one.mayBeNull ? `${one.left} == null` : 'false'
  return orMissing(one, one.type === 'string' ? `${one.left} == ""` : `size(${one.left}) == 0`)
}
const notEmpty: Rule = (one) => {
  if (one.type === 'number') return one.mayBeNull ? `${one.left} != null` : 'true'
  return guarded(one, one.type === 'string' ? `${one.left} != ""` : `size(${one.left}) > 0`)
}

/** Names of operations in all versions of n8n's conditions. */
const RULES: Readonly<Record<string, Rule>> = {
  equal,
  equals: equal,
  notEqual: unequal,
  notEquals: unequal,
  contains,
  notContains: notContains,
  startsWith: method('startsWith'),
  notStartsWith: notMethod('startsWith'),
  endsWith: method('endsWith'),
  notEndsWith: notMethod('endsWith'),
  larger: infix('>'),
  gt: infix('>'),
  largerEqual: infix('>='),
  gte: infix('>='),
  smaller: infix('<'),
  lt: infix('<'),
  smallerEqual: infix('<='),
  lte: infix('<='),
  lengthEquals: sized('=='),
  lengthNotEquals: sized('!='),
  lengthGt: sized('>'),
  lengthGte: sized('>='),
  lengthLt: sized('<'),
  lengthLte: sized('<='),
  exists,
  notExists: notExists,
  empty,
  isEmpty: empty,
  notEmpty: notEmpty,
  isNotEmpty: notEmpty,
  true: ({ left }) => `${left} == true`,
  false: (one) => orMissing(one, `${one.left} == false`),
}

/** Whether what a path names is there and not null. */
function presence(path: string): string {
  const place = placeIn(path)
  return place ? `(${place} && ${path} != null)` : `${path} != null`
}

/** The opposite. */
function absence(path: string): string {
  const place = placeIn(path)
  return place ? `!(${place} && ${path} != null)` : `${path} == null`
}

/** That the object a path ends in has its last part; undefined for what is no path. */
function placeIn(path: string): string | undefined {
  const field = /^(.*)(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[("(?:[^"\\]|\\.)*")\])$/.exec(path)
  const key = field?.[3] ?? (field?.[2] === undefined ? undefined : JSON.stringify(field[2]))
  return !field || key === undefined || path.startsWith('(') ? undefined : `${key} in ${field[1]}`
}

function comparisonOf(operation: string, comparison: Comparison): string {
  if (comparison.type === 'dateTime') throw new Inexpressible(`It compares times ("${operation}"), which conditions do not do here.`)
  const rule = own(RULES, operation)
  if (!rule) throw new Inexpressible(`It compares by "${operation}", which conditions do not do here.`)
  // Of two values that are written out CEL sees the types at once, and compares none that differ.
  return rule({ ...comparison, left: isLiteral(comparison.left) ? `dyn(${comparison.left})` : comparison.left })
}

const isLiteral = (cel: string): boolean => /^(null|true|false|-?[0-9.e+]+|"(?:[^"\\\\]|\\\\.)*")$/.test(cel)

/** Values to compare: a number written as text is a number where numbers are compared. */
function operandOf(value: unknown, type: string, settings: Settings): string {
  if (typeof value === 'string' && !value.startsWith('=')) {
    if (type === 'number' && value.trim() !== '' && Number.isFinite(Number(value))) return String(Number(value))
    if (type === 'boolean' && (value === 'true' || value === 'false')) return value
  }
  return settings.pathOrNull(value) ?? settings.operand(value)
}

/** The left side, and whether it may be null. */
function leftOf(value: unknown, type: string, settings: Settings): Pick<Comparison, 'left' | 'mayBeNull'> {
  const left = operandOf(value, type, settings)
  return { left, mayBeNull: left === settings.pathOrNull(value) }
}

/** The newer form: `{options, combinator, conditions: [{leftValue, rightValue, operator}]}`. Throws Inexpressible. */
export function filterCondition(filter: Shape, settings: Settings): string {
  const ignoreCase = shapeOf(filter.options).caseSensitive === false
  const parts = listOf(filter.conditions).map((raw) => {
    const condition = shapeOf(raw)
    const operator = shapeOf(condition.operator)
    const type = textOf(operator.type) ?? 'string'
    return comparisonOf(textOf(operator.operation) ?? 'equals', {
      ...leftOf(condition.leftValue, type, settings),
      right: () => operandOf(condition.rightValue, textOf(operator.rightType) ?? (type === 'array' ? 'string' : type), settings),
      type,
      ignoreCase,
    })
  })
  return combined(parts, filter.combinator === 'or' ? ' || ' : ' && ')
}

/** The older form: `{string: [{value1, operation, value2}], number: [], boolean: []}`. Throws Inexpressible. */
export function groupedConditions(groups: Shape, any: boolean, settings: Settings): string {
  const parts = Object.entries(groups).flatMap(([type, conditions]) =>
    listOf(conditions).map((raw) => {
      const { value1, value2, operation } = shapeOf(raw)
      // Defaults of n8n: a missing operation is `equal` (numbers: `smaller`), a missing boolean is false.
      return comparisonOf(textOf(operation) ?? (type === 'number' ? 'smaller' : 'equal'), {
        ...leftOf(value1, type, settings),
        right: () => operandOf(value2 ?? (type === 'boolean' ? false : ''), type, settings),
        type,
        ignoreCase: false,
      })
    }),
  )
  return combined(parts, any ? ' || ' : ' && ')
}

function combined(parts: readonly string[], by: string): string {
  if (parts.length === 0) throw new Inexpressible('It has no conditions.')
  return parts.length === 1 ? parts.join('') : parts.map((part) => `(${part})`).join(by)
}

/** The condition of an `if` or a `filter` in any version. Throws Inexpressible. */
export function conditionOf(parameters: Shape, settings: Settings): string {
  const conditions = shapeOf(parameters.conditions)
  if (Array.isArray(conditions.conditions)) return filterCondition(conditions, settings)
  return groupedConditions(conditions, parameters.combineOperation === 'any' || parameters.combineConditions === 'OR', settings)
}
