import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js'
import { ExpressionFailure } from './expression-failure.ts'
import { spokenFault } from './spoken-fault.ts'

/** Bounds that keep one expression from holding the event loop: CEL evaluates synchronously and cannot be interrupted. */
export const EXPRESSION_LIMITS = {
  /** Characters of one expression. */
  maxLength: 4000,
  /** Loops (`map`, `filter`, `all`, `exists`, `cel.bind`) in one expression: each may at most double what the one before made. */
  maxLoops: 8,
  /** Loops inside a loop's body. */
  maxLoopDepth: 2,
  /** Steps two nested loops may take over the longest list in scope. */
  maxNestedSteps: 2_000_000,
  /** Characters of all strings and keys of one result. */
  maxResultLength: 8_000_000,
  /** Programs kept parsed. */
  maxCachedPrograms: 2_000,
} as const

/** A parsed, checked expression and what is known of it without running it. */
export interface Program {
  run: ParseResult
  loopDepth: number
  /** Names of the variables it reads. */
  variables: ReadonlySet<string>
  /** Node ids it reads, or `all` when it reaches into `nodes` by something that is not a literal. */
  nodeIds: ReadonlySet<string> | 'all'
}

const LOOPS = new Set(['map', 'filter', 'all', 'exists', 'exists_one', 'bind'])
const VARIABLES = ['inputs', 'nodes', 'run', 'vars', 'output', 'item', 'index', 'iteration', 'previous']

function createEnvironment(): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  for (const name of VARIABLES) environment.registerVariable(name, 'dyn')
  // JSON does not tell 100 from 100.0: without mixed arithmetic `total * 1.2` works for 99.5 and fails for 100.
  const operators: Record<string, (a: number, b: number) => number> = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b }
  for (const [operator, apply] of Object.entries(operators)) {
    environment.registerOperator(`int ${operator} double`, (a, b) => apply(Number(a), b))
    environment.registerOperator(`double ${operator} int`, (a, b) => apply(a, Number(b)))
  }
  return environment
}

const environment = createEnvironment()

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

function childrenOf(value: unknown): ASTNode[] {
  if (isNode(value)) return [value]
  return Array.isArray(value) ? value.flatMap(childrenOf) : []
}

interface Findings {
  refused?: string
  loops: number
  loopDepth: number
  variables: Set<string>
  nodeIds: Set<string>
  readsAll: boolean
}

/** The node id of `nodes.x`, `nodes["x"]` and their optional forms. */
function readsNode(node: ASTNode): string | undefined {
  if (!['.', '.?', '[]', '[?]'].includes(node.op) || !Array.isArray(node.args)) return undefined
  const [target, key] = node.args as [unknown, unknown]
  if (!isNode(target) || target.op !== 'id' || target.args !== 'nodes') return undefined
  if (typeof key === 'string') return key
  return isNode(key) && key.op === 'value' && typeof key.args === 'string' ? key.args : undefined
}

function calledName(node: ASTNode): string | undefined {
  if (node.op === 'call' || node.op === 'rcall') return node.args[0]
  return undefined
}

function inspect(node: ASTNode, depth: number, findings: Findings): void {
  const called = calledName(node)
  // A backtracking pattern hangs the process and cannot be stopped from outside.
  if (called === 'matches') findings.refused = 'matches() is refused; use startsWith, endsWith, contains or ==.'
  const nodeId = readsNode(node)
  if (nodeId !== undefined) {
    findings.variables.add('nodes')
    findings.nodeIds.add(nodeId)
    return
  }
  if (node.op === 'id') findings.variables.add(node.args)
  if (node.op === 'id' && node.args === 'nodes') findings.readsAll = true
  const loop = node.op === 'rcall' && called !== undefined && LOOPS.has(called)
  if (!loop) {
    for (const child of childrenOf(node.args)) inspect(child, depth, findings)
    return
  }
  findings.loops += 1
  findings.loopDepth = Math.max(findings.loopDepth, depth + 1)
  const [, receiver, parameters] = node.args as [string, ASTNode, ASTNode[]]
  inspect(receiver, depth, findings)
  for (const child of childrenOf(parameters)) inspect(child, depth + 1, findings)
}

function refuse(message: string): never {
  throw new ExpressionFailure('expression.refused', message)
}

/** Parses, type-checks and bounds an expression. Throws ExpressionFailure `expression.syntax` or `expression.refused`. */
export function compile(source: string): Program {
  if (source.length > EXPRESSION_LIMITS.maxLength) refuse(`The expression is longer than ${EXPRESSION_LIMITS.maxLength} characters.`)
  let run: ParseResult
  try {
    run = environment.parse(source)
  } catch (error) {
    throw new ExpressionFailure('expression.syntax', spokenFault(error, source), error)
  }
  const findings: Findings = { loops: 0, loopDepth: 0, variables: new Set(), nodeIds: new Set(), readsAll: false }
  inspect(run.ast, 0, findings)
  if (findings.refused) refuse(findings.refused)
  if (findings.loops > EXPRESSION_LIMITS.maxLoops) refuse(`The expression has more than ${EXPRESSION_LIMITS.maxLoops} loops.`)
  if (findings.loopDepth > EXPRESSION_LIMITS.maxLoopDepth) refuse(`Loops are nested deeper than ${EXPRESSION_LIMITS.maxLoopDepth}.`)
  const checked = run.check()
  if (!checked.valid) throw new ExpressionFailure('expression.syntax', spokenFault(checked.error, source), checked.error)
  const { loopDepth, variables, nodeIds, readsAll } = findings
  return { run, loopDepth, variables, nodeIds: readsAll ? 'all' : nodeIds }
}

/** Runs a program over bound variables; a missing key, a wrong type or an overflow is ExpressionFailure `expression.failed`. */
export function evaluateProgram(program: Program, source: string, variables: Record<string, unknown>): unknown {
  try {
    return program.run(variables)
  } catch (error) {
    throw new ExpressionFailure('expression.failed', `${spokenFault(error, source)} In: ${source}`, error)
  }
}

/** Parsed programs by source, the least recently used one leaving first. */
export class ProgramCache {
  private readonly programs = new Map<string, Program>()

  get(source: string): Program {
    const known = this.programs.get(source)
    if (known) {
      this.programs.delete(source)
      this.programs.set(source, known)
      return known
    }
    const program = compile(source)
    this.programs.set(source, program)
    const oldest = this.programs.keys().next()
    if (this.programs.size > EXPRESSION_LIMITS.maxCachedPrograms && !oldest.done) this.programs.delete(oldest.value)
    return program
  }
}
