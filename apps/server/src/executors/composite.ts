import type { Executor } from '../ports/execution.ts'
import { activationValue, type ValueDeps } from './activation-values.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import { failureInside } from './scope-failure.ts'

/** Opens its body once, and has its value (EX-05). */
export function createCompositeExecutor(deps: ValueDeps): Executor {
  return {
    type: 'composite',
    execute: (request) =>
      attempt(async () => {
        configOf('composite', request)
        if (!request.opened) return { kind: 'opened', count: 1 }
        const result = request.opened.results.get(0) ?? { outputs: {} }
        return failureInside(request) ?? succeeded(await activationValue(deps, request, 0, result))
      }),
  }
}
