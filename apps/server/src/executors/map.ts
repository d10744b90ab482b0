import type { MapConfig } from '@aob/schemas'
import { storeItems } from '../coordinator/item-list.ts'
import { DomainError } from '../domain-error.ts'
import type { ExecutionRequest, ExecutionResult, Executor } from '../ports/execution.ts'
import { activationValue, inOrder, type ValueDeps } from './activation-values.ts'
import { configOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'
import { failureInside } from './scope-failure.ts'

export interface MapDeps extends ValueDeps {
  limits: { maxMapItems: number }
}

/** Opens one activation per item, and gathers their values in the order of the items (EX-03). */
export function createMapExecutor(deps: MapDeps): Executor {
  return {
    type: 'map',
    execute: (request) =>
      attempt(async () => {
        const config = configOf('map', request)
        if (!request.opened) return open(deps, config, request)
        return failureInside(request) ?? succeeded(await gather(deps, config, request))
      }),
  }
}

async function open(deps: MapDeps, config: MapConfig, request: ExecutionRequest): Promise<ExecutionResult> {
  const items = deps.expressions.evaluate(config.items, request.scope)
  if (!Array.isArray(items)) throw new DomainError('expression.failed', `The items are ${typeOf(items)}, not a list: ${config.items}`)
  const { maxMapItems } = deps.limits
  if (items.length > maxMapItems) throw new DomainError('limit.items', `The list has ${items.length} items; at most ${maxMapItems} are allowed.`)
  return { kind: 'opened', count: items.length, ref: await storeItems(deps.cas, items) }
}

async function gather(deps: MapDeps, { onItemError = 'fail' }: MapConfig, request: ExecutionRequest): Promise<unknown[]> {
  const values = await inOrder(request.opened?.results ?? new Map(), async (index, result) => {
    if (!result.error) return { ok: true as const, value: await activationValue(deps, request, index, result) }
    return { ok: false as const, error: { code: result.error.code, message: result.error.message } }
  })
  return onItemError === 'collect' ? values : values.flatMap((each) => (each.ok ? [each.value] : []))
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`
}
