import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import type { FunctionSandbox } from './sandbox/sandbox.ts'

/** Variables that exist in bodies only: of a map and of a loop. */
const IN_BODIES = ['item', 'index', 'iteration', 'previous'] as const

/** What a function without an input of its own is handed. */
function everything({ scope }: ExecutionRequest): Record<string, unknown> {
  const local = IN_BODIES.flatMap((name) => (name in scope ? [[name, scope[name]] as const] : []))
  return { inputs: scope.inputs, nodes: scope.nodes, ...Object.fromEntries(local) }
}

/** Runs the node's JavaScript over its rendered input, or over `{inputs, nodes}` and the variables of its body when none is given. */
export function createFunctionExecutor(deps: { expressions: Expressions; sandbox: FunctionSandbox }): Executor {
  return {
    type: 'function',
    execute: (request) =>
      attempt(async () => {
        const { code, input } = configOf('function', request)
        const value = input === undefined ? everything(request) : deps.expressions.render(input, request.scope)
        return succeeded(await deps.sandbox.run(code, value, request.signal))
      }),
  }
}
