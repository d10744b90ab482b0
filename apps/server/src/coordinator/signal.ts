import { isAddress } from '@aob/ir/document'
import type { Outcome, RunCommand } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import { validateRunEvent } from '@aob/schemas/api-validators'
import { isRunId } from './run-id.ts'

/** A completion as it travels on the stream. */
export interface SignalMessage {
  nodeId: string
  attempt: number
  outcome: Outcome
}

type Said = Readonly<Record<string, unknown>>

/** The event an outcome becomes: one table, so that what the log could not hold is no completion either (D-25). */
const AS_EVENT = {
  started: (said) => ({ type: 'node.started', data: { irVersion: 1, ...said } }),
  succeeded: ({ awaitPatches, ...said }) =>
    awaitPatches === undefined || isEmptyList(awaitPatches)
      ? { type: 'node.completed', data: { irVersion: 1, edges: {}, ...said } }
      : { type: 'node.awaiting', data: { irVersion: 1, patches: awaitPatches, ...said } },
  failed: ({ durationMs: _durationMs, ...said }) => ({ type: 'node.failed', data: { irVersion: 1, edges: {}, ...said } }),
  opened: (said) => ({ type: 'scope.opened', data: { irVersion: 1, ...said } }),
  waiting: (said) => ({ type: 'approval.requested', data: { ...said } }),
  delayed: (said) => ({ type: 'node.delayed', data: { irVersion: 1, ...said } }),
  agent_called: (said) => ({ type: 'agent.called', data: { ...said } }),
} satisfies Record<Outcome['kind'], (said: Said) => { type: RunEvent['type']; data: Said }>

/** Members of an event that an outcome does not say: they are known, or decided. */
const NOT_SAID = ['nodeId', 'attempt', 'irVersion', 'edges', 'patches', 'handled']
const OUTPUT_REF = /^cas:\/\/sha256:[0-9a-f]{64}$/
/** Activations of one scope a message may ask for; far above what limits allow, and few enough to be counted. */
const MAX_ACTIVATIONS = 10_000_000
/** Times beyond this are none. */
const MAX_TIME = 8.64e15

export function encodeSignal(runId: string, message: SignalMessage): Record<string, string> {
  return { runId, json: JSON.stringify(message) }
}

/**
 * Reads a completion. Anything of another shape gives undefined, never a throw:
 * forged or malformed messages are set aside and change nothing.
 */
export function decodeSignal(fields: Record<string, string>): { runId: string; command: Extract<RunCommand, { kind: 'signal' }> } | undefined {
  const { runId, json } = fields
  if (!isRunId(runId) || !json) return undefined
  const message = parse(json)
  if (!message) return undefined
  return { runId, command: { kind: 'signal', ...message } }
}

function parse(json: string): SignalMessage | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // Not JSON: the caller sets the message aside.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { nodeId, attempt, outcome } = value as Said
  if (typeof nodeId !== 'string' || !isAddress(nodeId) || !Number.isSafeInteger(attempt)) return undefined
  return isOutcome(outcome, { nodeId, attempt }) ? { nodeId, attempt: Number(attempt), outcome } : undefined
}

function isOutcome(value: unknown, where: Said): value is Outcome {
  if (typeof value !== 'object' || value === null) return false
  const { kind, ...said } = value as Said
  if (typeof kind !== 'string' || !Object.hasOwn(AS_EVENT, kind)) return false
  if (NOT_SAID.some((name) => Object.hasOwn(said, name))) return false
  const { outputRef, count = 0, dueAt = 0, deadline = 0 } = said
  if (outputRef !== undefined && !(typeof outputRef === 'string' && OUTPUT_REF.test(outputRef))) return false
  if (Number(count) > MAX_ACTIVATIONS || [dueAt, deadline].some((time) => Math.abs(Number(time)) > MAX_TIME)) return false
  // Its own name was looked up just now.
  const { type, data } = AS_EVENT[kind as Outcome['kind']](said)
  return validateRunEvent({ runId: '', seq: 1, at: 0, type, data: { ...where, ...data } })
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
