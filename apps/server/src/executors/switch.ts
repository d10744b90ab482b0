import type { Executor, Expressions } from '../ports/execution.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'

/** Leaves by the name of the first case that holds, else by `default`; later cases are not evaluated. */
export function createSwitchExecutor(deps: { expressions: Expressions }): Executor {
  return {
    type: 'switch',
    execute: (request) =>
      attempt(async () => {
        const { cases } = configOf('switch', request)
        const port = cases.find((item) => deps.expressions.condition(item.when, request.scope))?.name ?? 'default'
        return succeeded({ case: port }, port)
      }),
  }
}
