import type { Executor, Expressions } from '../ports/execution.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import type { FunctionSandbox } from './sandbox/sandbox.ts'

/** Runs the node's JavaScript over its rendered input, or over `{inputs, nodes}` when none is given. */
export function createFunctionExecutor(deps: { expressions: Expressions; sandbox: FunctionSandbox }): Executor {
  return {
    type: 'function',
    execute: (request) =>
      attempt(async () => {
        const { code, input } = configOf('function', request)
        const { inputs, nodes } = request.scope
        const value = input === undefined ? { inputs, nodes } : deps.expressions.render(input, request.scope)
        return succeeded(await deps.sandbox.run(code, value, request.signal))
      }),
  }
}
