import { DomainError } from '../domain-error.ts'
import type { ExecutionRequest, ExecutionResult, Executor } from '../ports/execution.ts'
import { resolveInputs } from '../run-inputs.ts'
import { activationValue, type ValueDeps } from './activation-values.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import { failureInside } from './scope-failure.ts'

/** Opens the pinned version of another workflow once, with inputs that fit what it asks for, and has its value. */
export function createWorkflowExecutor(deps: ValueDeps): Executor {
  return {
    type: 'workflow',
    execute: (request) =>
      attempt(async () => {
        if (!request.opened) return open(deps, request)
        const result = request.opened.results.get(0) ?? { outputs: {} }
        return failureInside(request) ?? succeeded(await activationValue(deps, request, 0, result))
      }),
  }
}

async function open(deps: ValueDeps, request: ExecutionRequest): Promise<ExecutionResult> {
  const { inputs: template = {} } = configOf('workflow', request)
  const given = deps.expressions.render(template, request.scope)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new DomainError('inputs.invalid', 'The inputs are no object.')
  const inputs = resolveInputs(request.node.scope?.pinned?.inputs as Record<string, unknown> | undefined, { ...given })
  return { kind: 'opened', count: 1, ref: (await deps.cas.put(inputs)).ref }
}
