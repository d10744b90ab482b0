import { describe, expect, it } from 'vitest'
import { ExpressionFailure } from './expression-failure.ts'
import { createExpressions } from './expressions.ts'
import { EXPRESSION_LIMITS } from './program.ts'
import type { ExpressionScope } from './scope.ts'

const scope: ExpressionScope = {
  inputs: { orderId: 'A-1', count: 3 },
  nodes: { fetch: { status: 200, body: { total: 100, price: 99.5, lines: [1, 2, 3], note: null } } },
  run: { id: 'run-1', workflow: 'Orders' },
  vars: { sample: 'http://127.0.0.1:7421' },
}
const expressions = createExpressions()

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof ExpressionFailure) return error.code
    throw error
  }
  return 'none'
}

describe('evaluate', () => {
  it.each([
    ['nodes.fetch.body.total % 3 == 1', true],
    ['nodes.fetch.body.total + 1', 101],
    ['nodes.fetch.body.total * 1.5', 150],
    ['nodes.fetch.body.price * 2', 199],
    ['nodes["fetch"].body.lines.map(n, n * 2)', [2, 4, 6]],
    ['nodes.?missing.?body.orValue("none")', 'none'],
    ['has(nodes.fetch.body.total) && !has(nodes.fetch.body.other)', true],
    ['{"a": 1, "b": [1.5, "x"]}', { a: 1, b: [1.5, 'x'] }],
    ['nodes.fetch.body.note', null],
    ['run.workflow + "/" + inputs.orderId', 'Orders/A-1'],
    ['timestamp("2026-01-02T03:04:05Z")', '2026-01-02T03:04:05.000Z'],
    ['duration("90s")', 90],
    ['size(nodes)', 1],
  ])('[D-27] %s', (source, expected) => {
    expect(expressions.evaluate(source, scope)).toEqual(expected)
  })

  it('[D-27] a missing key is expression.failed', () => {
    expect(codeOf(() => expressions.evaluate('nodes.fetch.body.nothing', scope))).toBe('expression.failed')
    expect(codeOf(() => expressions.evaluate('nodes.gone.body', scope))).toBe('expression.failed')
  })

  it('reaches nothing of the host through prototypes', () => {
    for (const source of ['nodes.constructor', 'inputs.__proto__', 'inputs["constructor"]', 'inputs.toString']) {
      expect(codeOf(() => expressions.evaluate(source, scope))).toBe('expression.failed')
    }
  })

  it('keeps a member called __proto__ as data', () => {
    const hostile = { ...scope, inputs: JSON.parse('{"__proto__": {"polluted": true}}') }
    const result = expressions.evaluate('inputs', hostile) as Record<string, unknown>
    expect(Object.keys(result)).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  it('refuses results that JSON lacks', () => {
    for (const source of ['b"abc"', 'type(1)', '1.0 / 0.0', '9007199254740993']) {
      expect(codeOf(() => expressions.evaluate(source, scope))).toBe('expression.failed')
    }
  })
})

describe('check', () => {
  it('accepts an expression and names the fault of a bad one', () => {
    expect(expressions.check('nodes.a.b > 1')).toBeUndefined()
    expect(expressions.check('nodes.a.')?.code).toBe('expression.syntax')
    expect(expressions.check('nobody.knows > 1')?.code).toBe('expression.syntax')
  })

  it('refuses matches() wherever it hides', () => {
    for (const source of [
      '"a".matches("(a+)+$")',
      'inputs.x.matches(inputs.y)',
      '[1].exists(x, "a".matches("b"))',
      '{"k": "a".matches("b")}',
      'true ? "a".matches("b") : false',
    ]) {
      expect(expressions.check(source)?.code).toBe('expression.refused')
    }
  })

  it('bounds length, loops and their depth, each at its edge', () => {
    const padded = (length: number) => `1${' '.repeat(length - 1)}`
    expect(expressions.check(padded(EXPRESSION_LIMITS.maxLength))).toBeUndefined()
    expect(expressions.check(padded(EXPRESSION_LIMITS.maxLength + 1))?.code).toBe('expression.refused')
    const loops = (count: number) => `[1]${'.map(x, x)'.repeat(count)}`
    expect(expressions.check(loops(EXPRESSION_LIMITS.maxLoops))).toBeUndefined()
    expect(expressions.check(loops(EXPRESSION_LIMITS.maxLoops + 1))?.code).toBe('expression.refused')
    expect(expressions.check('[1].map(x, [1].map(y, y))')).toBeUndefined()
    expect(expressions.check('[1].map(x, [1].map(y, [1].map(z, z)))')?.code).toBe('expression.refused')
  })

  it('converts what an expression reads and nothing else, once however often it is read', () => {
    let reads = 0
    const counted = (rest: object) =>
      Object.defineProperty(rest, 'list', {
        enumerable: true,
        get() {
          reads += 1
          return [1, 2]
        },
      })
    const large = { ...scope, inputs: counted({ count: 3 }), nodes: { big: counted({ count: 4 }), other: counted({}) }, item: 5, index: 0 }
    expect(expressions.render('{{ item }} of {{ index + 1 }} in {{ run.id }}', large)).toBe('5 of 1 in run-1')
    expect(reads).toBe(0)
    for (const item of [1, 2, 3]) expect(expressions.evaluate('item * inputs.count + nodes.big.count', { ...large, item })).toBe(item * 3 + 4)
    expect(reads).toBe(2)
    expect(expressions.evaluate('inputs.list.map(inputs, inputs + 1)', large)).toEqual([2, 3])
    expect(reads).toBe(2)
  })

  it('refuses nested loops over long lists instead of hanging', () => {
    const long = { ...scope, inputs: { list: Array.from({ length: 100_000 }, (_, index) => index) } }
    const before = Date.now()
    expect(codeOf(() => expressions.evaluate('inputs.list.map(a, inputs.list.map(b, a * b))', long))).toBe('expression.failed')
    expect(Date.now() - before).toBeLessThan(2000)
  })

  it('bounds the size of a result', () => {
    const half = 'x'.repeat(EXPRESSION_LIMITS.maxResultLength / 2)
    const big = { ...scope, inputs: { text: half } }
    expect(codeOf(() => expressions.evaluate('inputs.text', big))).toBe('none')
    expect(codeOf(() => expressions.evaluate('inputs.text + inputs.text + "x"', big))).toBe('expression.failed')
  })
})

describe('condition', () => {
  it('[D-27] gives booleans and turns everything else into condition.failed', () => {
    expect(expressions.condition('nodes.fetch.body.total > 99', scope)).toBe(true)
    expect(codeOf(() => expressions.condition('nodes.fetch.body.total', scope))).toBe('condition.failed')
    expect(codeOf(() => expressions.condition('nodes.missing.x > 1', scope))).toBe('condition.failed')
    expect(codeOf(() => expressions.condition('1 +', scope))).toBe('condition.failed')
  })

  it('sees output while judging an edge', () => {
    expect(expressions.condition('output.ok', { ...scope, output: { ok: true } })).toBe(true)
    expect(codeOf(() => expressions.condition('output.ok', scope))).toBe('condition.failed')
  })
})

describe('render', () => {
  it.each([
    ['{{ vars.sample }}/orders/{{ inputs.orderId }}', 'http://127.0.0.1:7421/orders/A-1'],
    ['{{ nodes.fetch.body.lines }}', [1, 2, 3]],
    ['total: {{ nodes.fetch.body.total }}, {{ nodes.fetch.body.lines }}, {{ nodes.fetch.body.note }}.', 'total: 100, [1,2,3], .'],
    ['{{ {"a": {"b": 1}} }}', { a: { b: 1 } }],
    ['{{ "}}" }}!', '}}!'],
    ['no template', 'no template'],
    ['', ''],
    [{ deep: ['{{ inputs.count }}', true, null, 4] }, { deep: [3, true, null, 4] }],
  ])('fills %j', (template, expected) => {
    expect(expressions.render(template, scope)).toEqual(expected)
  })

  it('an unclosed expression is expression.syntax', () => {
    expect(codeOf(() => expressions.render('a {{ inputs.count', scope))).toBe('expression.syntax')
  })
})
