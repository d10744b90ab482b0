import { isAddress } from '@aob/ir/document'
import type { Outcome, RunCommand } from '@aob/ir/run'

/** A completion as it travels on the stream. */
export interface SignalMessage {
  nodeId: string
  attempt: number
  outcome: Outcome
}

const KINDS: ReadonlySet<string> = new Set<Outcome['kind']>(['started', 'succeeded', 'failed', 'opened', 'waiting', 'delayed', 'agent_called'])

export function encodeSignal(runId: string, message: SignalMessage): Record<string, string> {
  return { runId, json: JSON.stringify(message) }
}

/**
 * Reads a completion. Anything of another shape gives undefined, never a throw:
 * forged or malformed messages are set aside and change nothing.
 */
export function decodeSignal(fields: Record<string, string>): { runId: string; command: Extract<RunCommand, { kind: 'signal' }> } | undefined {
  const { runId, json } = fields
  if (!runId || !json) return undefined
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
  const { nodeId, attempt, outcome } = value as Record<string, unknown>
  if (typeof nodeId !== 'string' || !isAddress(nodeId) || !Number.isInteger(attempt) || !isOutcome(outcome)) return undefined
  return { nodeId, attempt: Number(attempt), outcome }
}

function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null) return false
  const outcome = value as Record<string, unknown>
  if (typeof outcome.kind !== 'string' || !KINDS.has(outcome.kind)) return false
  switch (outcome.kind as Outcome['kind']) {
    case 'succeeded':
      return typeof outcome.port === 'string' && typeof outcome.outputRef === 'string' && isPatchList(outcome.awaitPatches)
    case 'failed':
      return isNodeError(outcome.error)
    case 'waiting':
      return typeof outcome.approvalId === 'string' && typeof outcome.requestHash === 'string' && typeof outcome.title === 'string'
    case 'opened':
      return Number.isSafeInteger(outcome.count) && Number(outcome.count) >= 0 && (outcome.ref === undefined || typeof outcome.ref === 'string')
    case 'delayed':
      return Number.isSafeInteger(outcome.dueAt) && typeof outcome.outputRef === 'string'
    case 'agent_called':
      return typeof outcome.model === 'string' && Number.isInteger(outcome.call)
    case 'started':
      return true
  }
}

function isPatchList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
}

function isNodeError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const error = value as Record<string, unknown>
  return typeof error.code === 'string' && typeof error.message === 'string' && typeof error.retryable === 'boolean'
}
