import { ExpressionFailure } from './expression-failure.ts'
import { EXPRESSION_LIMITS, evaluateProgram, type Program, ProgramCache } from './program.ts'
import type { ExpressionScope } from './scope.ts'
import { asText, parseTemplate } from './template.ts'
import { fromEntries, toCelOnce, toJson } from './values.ts'

/** Nested loops over long lists would hold the event loop: their steps are known before they run. */
function refuseLongLoops(program: Program, longestList: number): void {
  if (program.loopDepth < 2 || longestList ** program.loopDepth <= EXPRESSION_LIMITS.maxNestedSteps) return
  throw new ExpressionFailure('expression.failed', `Nested loops over a list of ${longestList} items take too many steps; use a function node.`)
}

/** Variables that exist in some places only; elsewhere they are unknown, not null. */
const LOCAL = ['output', 'item', 'index', 'iteration', 'previous'] as const

/** Binds only the variables and nodes a program reads: inputs and outputs may be megabytes. */
function variablesFor(program: Program, scope: ExpressionScope): { variables: Record<string, unknown>; longestList: number } {
  let longestList = 0
  const bind = (stored: unknown): unknown => {
    const { value, longestList: longest } = toCelOnce(stored)
    longestList = Math.max(longestList, longest)
    return value
  }
  const { nodeIds } = program
  const given: Record<string, () => unknown> = {
    inputs: () => bind(scope.inputs ?? {}),
    nodes: () => fromEntries(Object.entries(scope.nodes).flatMap(([id, output]) => (nodeIds === 'all' || nodeIds.has(id) ? [[id, bind(output)]] : []))),
    run: () => bind(scope.run),
    vars: () => bind(scope.vars),
  }
  for (const name of LOCAL) if (name in scope) given[name] = () => bind(scope[name])
  const read = Object.entries(given).filter(([name]) => program.variables.has(name))
  return { variables: Object.fromEntries(read.map(([name, value]) => [name, value()])), longestList }
}

/** Evaluates CEL and `{{ }}` templates (D-24, D-27). Throws ExpressionFailure. */
export interface Expressions {
  /** Syntax check without evaluation; undefined when fine. */
  check(source: string): { code: 'expression.syntax' | 'expression.refused'; message: string } | undefined
  evaluate(source: string, scope: ExpressionScope): unknown
  /** An edge condition or a conditional: anything but a boolean is `condition.failed`. */
  condition(source: string, scope: ExpressionScope): boolean
  /** Fills `{{ expression }}` in every string of a JSON value; a string that is one expression takes its value as is. */
  render(template: unknown, scope: ExpressionScope): unknown
}

/**
 * The evaluator of CEL conditions and `{{ }}` templates.
 *
 * Integral numbers bind as int and mix with doubles; results are JSON. Loops, length and result size are bounded because CEL
 * runs on the calling thread (EXPRESSION_LIMITS). `matches()` is refused.
 */
export function createExpressions(): Expressions {
  const cache = new ProgramCache()

  function evaluate(source: string, scope: ExpressionScope): unknown {
    const program = cache.get(source)
    const { variables, longestList } = variablesFor(program, scope)
    refuseLongLoops(program, longestList)
    return toJson(evaluateProgram(program, source, variables))
  }

  function renderText(text: string, scope: ExpressionScope): unknown {
    if (!text.includes('{{')) return text
    const parts = parseTemplate(text)
    const [first] = parts
    if (parts.length === 1 && first?.kind === 'expression') return evaluate(first.source, scope)
    return parts.map((part) => (part.kind === 'text' ? part.text : asText(evaluate(part.source, scope)))).join('')
  }

  function render(template: unknown, scope: ExpressionScope): unknown {
    if (typeof template === 'string') return renderText(template, scope)
    if (Array.isArray(template)) return template.map((item) => render(item, scope))
    if (typeof template !== 'object' || template === null) return template
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, render(value, scope)]))
  }

  return {
    evaluate,
    render,
    check(source) {
      try {
        cache.get(source)
        return undefined
      } catch (error) {
        if (!(error instanceof ExpressionFailure) || (error.code !== 'expression.syntax' && error.code !== 'expression.refused')) throw error
        return { code: error.code, message: error.message }
      }
    },
    condition(source, scope) {
      let result: unknown
      try {
        result = evaluate(source, scope)
      } catch (error) {
        throw error instanceof ExpressionFailure ? new ExpressionFailure('condition.failed', error.message, error) : error
      }
      if (typeof result !== 'boolean') throw new ExpressionFailure('condition.failed', `The condition gives ${describe(result)}, not true or false: ${source}`)
      return result
    },
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
