import type { Expression, PrivateIdentifier, Super } from 'acorn'
import { own } from '../shapes.ts'
import { type Lookup, referenceOf } from './references.ts'
import { celOf } from './source.ts'

type Operand = Expression | Super | PrivateIdentifier

const COMPARISONS: Readonly<Record<string, string>> = { '===': '==', '==': '==', '!==': '!=', '!=': '!=', '<': '<', '>': '>', '<=': '<=', '>=': '>=' }
const STRING_METHODS: Readonly<Record<string, string>> = {
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  trim: 'trim',
  toLowerCase: 'lowerAscii',
  toUpperCase: 'upperAscii',
}

/**
 * A CEL expression with the value of a JavaScript expression; undefined when CEL has no sure counterpart. Sure means: equal for every
 * value for which both give one. JavaScript's `undefined` for what is missing is an error in CEL.
 */
export function celFrom(node: Operand, lookup: Lookup): string | undefined {
  const reference = node.type === 'PrivateIdentifier' ? undefined : referenceOf(node, lookup)
  if (reference) return celOf(reference.source, reference.keys)
  switch (node.type) {
    case 'Literal':
      return literal(node.value)
    case 'TemplateLiteral':
      return joined(
        node.quasis.flatMap((quasi, index) => {
          const text = quasi.value.cooked ?? ''
          const expression = node.expressions[index]
          return [text === '' ? [] : [JSON.stringify(text)], expression ? [asString(expression, lookup)] : []].flat()
        }),
      )
    case 'UnaryExpression':
      return unary(node.operator, node.argument, lookup)
    case 'BinaryExpression':
      return binary(node.operator, node.left, node.right, lookup)
    case 'LogicalExpression':
      return logical(node.operator, node.left, node.right, lookup)
    case 'ConditionalExpression':
      return isBoolean(node.test) ? joinAll([node.test, node.consequent, node.alternate], lookup, ([a, b, c]) => `(${a} ? ${b} : ${c})`) : undefined
    case 'CallExpression':
      return call(node, lookup)
    case 'ParenthesizedExpression':
      return celFrom(node.expression, lookup)
    default:
      return undefined
  }
}

function joinAll(operands: readonly Operand[], lookup: Lookup, join: (parts: readonly string[]) => string): string | undefined {
  const parts = operands.flatMap((operand) => celFrom(operand, lookup) ?? [])
  return parts.length === operands.length ? join(parts) : undefined
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.flatMap((part) => part ?? [])
  if (known.length !== parts.length) return undefined
  return known.length === 0 ? '""' : known.length === 1 ? known[0] : `(${known.join(' + ')})`
}

function literal(value: unknown): string | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

const isText = (node: Operand): boolean =>
  (node.type === 'Literal' && typeof node.value === 'string') ||
  node.type === 'TemplateLiteral' ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)))

const isNumber = (node: Operand): boolean =>
  (node.type === 'Literal' && typeof node.value === 'number') || (node.type === 'BinaryExpression' && ['-', '*', '/', '%'].includes(node.operator))

/** Whether it gives true or false whatever it reads: JavaScript takes anything for a condition, CEL does not. */
function isBoolean(node: Operand): boolean {
  if (node.type === 'Literal') return typeof node.value === 'boolean'
  if (node.type === 'UnaryExpression') return node.operator === '!' && isBoolean(node.argument)
  if (node.type === 'BinaryExpression') return Object.hasOwn(COMPARISONS, node.operator)
  if (node.type === 'LogicalExpression') return isBoolean(node.left) && isBoolean(node.right)
  if (node.type === 'ParenthesizedExpression') return isBoolean(node.expression)
  return false
}

function asString(node: Operand, lookup: Lookup): string | undefined {
  const cel = celFrom(node, lookup)
  return cel === undefined || isText(node) ? cel : `string(${cel})`
}

function unary(operator: string, argument: Operand, lookup: Lookup): string | undefined {
  const cel = celFrom(argument, lookup)
  if (cel === undefined) return undefined
  if (operator === '!') return isBoolean(argument) ? `!(${cel})` : undefined
  return operator === '-' && isNumber(argument) ? `-(${cel})` : undefined
}

function binary(operator: string, left: Operand, right: Operand, lookup: Lookup): string | undefined {
  const comparison = own(COMPARISONS, operator)
  if (comparison) return joinAll([left, right], lookup, ([a, b]) => `(${a} ${comparison} ${b})`)
  if (operator === '+' && (isText(left) || isText(right))) return joined([asString(left, lookup), asString(right, lookup)])
  // Integers divide to integers in CEL, and `+` of two unknowns may mean texts.
  if (operator === '/') return joinAll([left, right], lookup, ([a, b]) => `(double(${a}) / double(${b}))`)
  if (operator === '-' || operator === '*') return joinAll([left, right], lookup, ([a, b]) => `(${a} ${operator} ${b})`)
  return undefined
}

function logical(operator: string, left: Operand, right: Operand, lookup: Lookup): string | undefined {
  if (operator === '??' || !isBoolean(left) || !isBoolean(right)) return undefined
  return joinAll([left, right], lookup, ([a, b]) => `(${a} ${operator} ${b})`)
}

function call(node: Extract<Expression, { type: 'CallExpression' }>, lookup: Lookup): string | undefined {
  const { callee } = node
  const [argument] = node.arguments
  if (node.optional || node.arguments.length > 1 || argument?.type === 'SpreadElement') return undefined
  if (callee.type === 'Identifier' && callee.name === 'String' && argument) return asString(argument, lookup)
  if (callee.type !== 'MemberExpression' || callee.computed || callee.optional || callee.property.type !== 'Identifier') return undefined
  const method = own(STRING_METHODS, callee.property.name)
  const target = celFrom(callee.object, lookup)
  if (!method || target === undefined) return undefined
  if (!argument) return `${target}.${method}()`
  const cel = celFrom(argument, lookup)
  return cel === undefined ? undefined : `${target}.${method}(${cel})`
}
