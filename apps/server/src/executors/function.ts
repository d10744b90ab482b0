import type { Executor, Expressions } from '../ports/execution.ts'
import { configOf } from './config.ts'
import { defaultInput } from './function-input.ts'
import { attempt, succeeded } from './outcome.ts'
import type { FunctionSandbox } from './sandbox/sandbox.ts'

/** Runs the node's JavaScript over its rendered input, or over what it is about when none is given (function-input.ts). */
export function createFunctionExecutor(deps: { expressions: Expressions; sandbox: FunctionSandbox }): Executor {
  return {
    type: 'function',
    execute: (request) =>
      attempt(async () => {
        const { code, input } = configOf('function', request)
        const value = input === undefined ? defaultInput(request) : deps.expressions.render(input, request.scope)
        return succeeded(await deps.sandbox.run(code, value, request.signal))
      }),
  }
}
