import type { Executor, Expressions } from '../ports/execution.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'

/** Leaves by `true` or `false`. */
export function createConditionalExecutor(deps: { expressions: Expressions }): Executor {
  return {
    type: 'conditional',
    execute: (request) =>
      attempt(async () => {
        const result = deps.expressions.condition(configOf('conditional', request).condition, request.scope)
        return succeeded({ result }, String(result))
      }),
  }
}
