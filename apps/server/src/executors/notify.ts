import type { NotifyConfig } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Egress } from '../egress/egress.ts'
import { isTransient, retryAfterMs } from '../egress/retry-after.ts'
import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import { configOf, textOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'

interface Message {
  to?: string
  subject?: string
  message: string
}

/** Bodies by channel: a generic hook, Slack's incoming webhook, an HTTP mail gateway. */
const PAYLOADS: Record<NotifyConfig['channel'], (message: Message, request: ExecutionRequest) => Record<string, unknown>> = {
  webhook: (message, { runId, workflowName, node }) => ({ ...message, run: { id: runId, workflow: workflowName }, node: { id: node.id, name: node.name } }),
  slack: ({ to, subject, message }) => ({ text: subject === undefined ? message : `*${subject}*\n${message}`, ...(to === undefined ? {} : { channel: to }) }),
  email: ({ to, subject, message }) => ({ to, subject: subject ?? '', text: message }),
}

function render(config: NotifyConfig, request: ExecutionRequest, expressions: Expressions): Message {
  const fill = (value: string, field: string) => textOf(expressions.render(value, request.scope), field)
  return {
    ...(config.to === undefined ? {} : { to: fill(config.to, 'to') }),
    ...(config.subject === undefined ? {} : { subject: fill(config.subject, 'subject') }),
    message: fill(config.message, 'message'),
  }
}

/** Sends one message; the gateway sees the same idempotency key on every attempt. */
export function createNotifyExecutor(deps: { expressions: Expressions; egress: Egress; clock: { now(): number } }): Executor {
  return {
    type: 'notify',
    execute: (request) =>
      attempt(async () => {
        const config = configOf('notify', request)
        const message = render(config, request, deps.expressions)
        if (config.channel === 'email' && message.to === undefined)
          throw new DomainError('node.config_invalid', 'An e-mail needs a recipient.', { pointer: '/config/to' })
        const response = await deps.egress.fetch(textOf(deps.expressions.render(config.url, request.scope), 'url'), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': request.idempotencyKey },
          body: JSON.stringify(PAYLOADS[config.channel](message, request)),
          signal: request.signal,
        })
        if (response.status >= 200 && response.status <= 299) return succeeded({ status: response.status, channel: config.channel })
        const text = `The ${config.channel} gateway answered ${response.status}.`
        if (!isTransient(response.status)) throw new DomainError('http.status', text)
        throw new DomainError('http.unavailable', text, { retryAfterMs: retryAfterMs(response.headers['retry-after'], deps.clock.now()) })
      }),
  }
}
