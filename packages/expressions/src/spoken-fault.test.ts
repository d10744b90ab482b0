import { describe, expect, it } from 'vitest'
import { ExpressionFailure } from './expression-failure.ts'
import { createExpressions } from './expressions.ts'

const expressions = createExpressions()
const scope = { inputs: { n: 3, list: [1], order: {} }, nodes: {}, run: { id: 'r', workflow: 'w' }, vars: {} }

describe('what is wrong with an expression is said in words, with the place', () => {
  it.each([
    [' ', 'The expression is empty.'],
    ['1 +', 'The expression ends too early: something is missing after “+”.'],
    ['inputs.', 'The expression ends too early: a name is missing after “inputs.”.'],
    ['(1 + 2', 'The expression ends too early: a “)” is missing after “2”.'],
    ['inputs["x"', 'The expression ends too early: a “]” is missing after “"x"”.'],
    ['inputs.x ? 1', 'A choice is written “condition ? one : other”; its “:” is missing.'],
    ['"abc', 'A text is opened by " and not closed: “"abc”.'],
    ["it's", "A text is opened by ' and not closed: “'s”."],
    ['inputs.x = 3', 'Two values are compared with “==”, not with “=”.'],
    ['inputs.x === 3', 'Two values are compared with “==”, not with “===”.'],
    ['true and false', 'Write “&&” for “and”.'],
    ['not inputs.x', 'Write “!” for “not”.'],
    ['inputs.x <> 3', 'Write “!=” for “<>”.'],
    ['inputs.x?.y', 'A member that may be missing is read with “.?”, not with “?.”.'],
    ['$json.x', 'No name begins with “$” here: outputs are read as “nodes.id”, what the run was started with as “inputs.name”.'],
    ['inputs.a inputs.b', 'Between “inputs.a” and “inputs” something is missing, such as “==”, “&&” or “+”.'],
    ['inputs.x)', '“)” does not belong after “inputs.x”.'],
    ['1 +\n@ 2', '“@” is not understood after “+” (line 2).'],
    ['foo.bar', '“foo” is not known here. Values begin with inputs, nodes, run or vars; a text stands between quotes.'],
    ['Inputs.x', 'Write “inputs” for “Inputs”.'],
    ['undefined', 'Write “null” for “undefined”.'],
    ['nodes.a-b.c', 'A name with “-” in it stands in brackets: nodes["a-b"].'],
    ['inputs.list.filter(x)', 'filter() names the item first and then says what of it: filter(x, x != null).'],
    ['len("a")', 'There is no function “len()”.'],
    ['size(1)', '“size()” does not work with a whole number.'],
    ['1 + "a"', '“+” does not work with a whole number and a text. string(…) makes a text of a value.'],
    ['"a" in 3', '“in” does not work with a text and a whole number.'],
    ['null.x', 'Null has no members.'],
    ['has(inputs)', 'has() asks for a member, such as has(inputs.name).'],
  ])('%j', (source, sentence) => {
    expect(expressions.check(source)).toEqual({ code: 'expression.syntax', message: sentence })
  })

  it.each([
    ['1 + inputs.order.total', 'There is no “total” in “inputs.order”. In: 1 + inputs.order.total'],
    ['inputs["a b"].c', 'There is no “a b” in “inputs”. In: inputs["a b"].c'],
    ['inputs.list[5]', 'There is no item 5 in a list of 1; the first is 0. In: inputs.list[5]'],
    ['inputs.n > "3"', '“>” does not work with a whole number and a text. In: inputs.n > "3"'],
    ['inputs.n && true', '“&&” and “||” join true or false, not a whole number. In: inputs.n && true'],
    ['inputs.n.map(x, x)', 'Only a list can be gone through item by item, not a whole number. In: inputs.n.map(x, x)'],
    ['item.price', '“item” is known inside a map only. In: item.price'],
    ['1 / 0', 'Nothing can be divided by 0. In: 1 / 0'],
  ])('%j on data it does not fit', (source, sentence) => {
    expect(() => expressions.evaluate(source, scope)).toThrow(new ExpressionFailure('expression.failed', sentence))
  })

  it('does not repeat a long text whole', () => {
    expect(expressions.check(`"${'a'.repeat(300)}`)?.message).toHaveLength(`A text is opened by " and not closed: “”.`.length + 40)
  })
})
