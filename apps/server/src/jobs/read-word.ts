import type { AgentResult, Limits } from '@aob/schemas'
import { validateAgentResult } from '@aob/schemas/api-validators'
import { DomainError } from '../domain-error.ts'
import { type JsonBounds, parseJsonWithin } from '../json-extent.ts'
import { type JobName, jobNameOf } from './job-id.ts'

/** A word of a runner, or why it is none. `shown` is what an operator may see of it: short, and without its token where one could be found. */
export type ReadWord =
  | { kind: 'word'; word: AgentResult; name: JobName; shown: string }
  | { kind: 'bad'; reason: 'oversized' | 'malformed'; message: string; shown: string }

const SHOWN_LENGTH = 4096

/** Judges size, then depth and number of values, then the schema; what runs know of the job is judged behind it. */
export function readWord(json: string, limits: JsonBounds & Pick<Limits, 'maxAgentResultBytes'>): ReadWord {
  const bytes = Buffer.byteLength(json)
  const bad = (reason: 'oversized' | 'malformed', message: string) => ({ kind: 'bad' as const, reason, message, shown: withoutToken(json) })
  if (bytes > limits.maxAgentResultBytes) return bad('oversized', `The message has ${bytes} bytes; the limit is ${limits.maxAgentResultBytes}.`)
  let value: unknown
  try {
    value = parseJsonWithin(json, limits)
  } catch (error) {
    return bad(error instanceof DomainError ? 'oversized' : 'malformed', error instanceof Error ? error.message : String(error))
  }
  if (!validateAgentResult(value)) {
    const [issue] = validateAgentResult.errors ?? []
    return bad('malformed', `${issue?.instancePath || 'The message'} ${issue?.message ?? 'is no word of a runner'}.`)
  }
  // The validator has just checked exactly this shape.
  const word = value as AgentResult
  const name = jobNameOf(word.jobId)
  return name ? { kind: 'word', word, name, shown: withoutToken(json) } : bad('malformed', 'The jobId is none of ours.')
}

/** Tokens are not for operators: what looks like one is left out before anything is cut. */
function withoutToken(json: string): string {
  return json.slice(0, SHOWN_LENGTH).replace(/("token"\s*:\s*")[^"]*("?)/g, '$1…$2')
}
