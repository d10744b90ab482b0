import type { Ignored } from '@aob/ir/run'
import type { Logger } from '../observability/logger.ts'
import type { decodeSignal } from './signal.ts'

/** The one audit line a word about an attempt leaves when it changes nothing. */
export function noteIgnored(logger: Logger, { runId, command }: NonNullable<ReturnType<typeof decodeSignal>>, reason: Ignored): void {
  const { nodeId, attempt, outcome } = command
  logger.warn({ runId, nodeId, attempt, outcome: outcome.kind, reason, audit: true }, 'completion ignored')
}
