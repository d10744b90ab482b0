import type { LoopConfig } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { ExecutionRequest, ExecutionResult, Executor } from '../ports/execution.ts'
import { activationValue, type ValueDeps } from './activation-values.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import { failureInside } from './scope-failure.ts'

const DEFAULT_MAX_ITERATIONS = 100

/**
 * Opens one iteration after another: `while` is judged before each, `until` after each. Both see `iteration` and `previous`: for
 * `while` the iteration that would begin and the result of the one before it, for `until` the one that has just ended and its result.
 */
export function createLoopExecutor(deps: ValueDeps): Executor {
  return {
    type: 'loop',
    execute: (request) =>
      attempt(async () => {
        const config = configOf('loop', request)
        return failureInside(request) ?? next(deps, config, request)
      }),
  }
}

async function next(deps: ValueDeps, config: LoopConfig, request: ExecutionRequest): Promise<ExecutionResult> {
  const done = request.opened?.progress.count ?? 0
  const result = request.opened?.results.get(done - 1)
  const last = result ? await activationValue(deps, request, done - 1, result) : null
  const holds = (source: string, iteration: number) => deps.expressions.condition(source, { ...request.scope, iteration, previous: last })
  const over = (done > 0 && config.until !== undefined && holds(config.until, done - 1)) || (config.while !== undefined && !holds(config.while, done))
  if (over) return succeeded({ iterations: done, last })
  const { maxIterations = DEFAULT_MAX_ITERATIONS, onMaxIterations = 'fail' } = config
  if (done >= maxIterations) {
    if (onMaxIterations === 'complete') return succeeded({ iterations: done, last })
    throw new DomainError('limit.iterations', `The loop has run ${done} times, which is all it may, and its condition says to go on.`)
  }
  return { kind: 'opened', count: done + 1, ...(done > 0 ? { ref: (await deps.cas.put(last)).ref } : {}) }
}
