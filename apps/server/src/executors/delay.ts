import { instantOf } from '@aob/ir/document'
import { DomainError } from '../domain-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Executor, Expressions } from '../ports/execution.ts'
import { configOf, textOf } from './config.ts'
import { attempt } from './outcome.ts'

/** Says until when the node waits; a durable timer completes it, so that no worker is held meanwhile. */
export function createDelayExecutor(deps: { expressions: Expressions; clock: Clock }): Executor {
  return {
    type: 'delay',
    execute: (request) =>
      attempt(async () => {
        const { durationMs, until } = configOf('delay', request)
        const dueAt = until === undefined ? deps.clock.now() + (durationMs ?? 0) : timeOf(textOf(deps.expressions.render(until, request.scope), 'until'))
        return { kind: 'delayed', dueAt, output: { until: new Date(dueAt).toISOString() } }
      }),
  }
}

function timeOf(text: string): number {
  const instant = instantOf(text)
  if (instant === undefined) throw new DomainError('node.config_invalid', `"${text}" is no instant; write one like 2026-12-24T18:00:00Z.`)
  return instant
}
