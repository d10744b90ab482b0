import { createHash } from 'node:crypto'
import type { RunEvent } from '@aob/schemas'
import canonicalize from 'canonicalize'

const HEX_DIGITS = 32

/** Names an event by its content (sha256 over RFC 8785 bytes, shortened): what a later event says it was decided after. */
export function eventDigest(event: RunEvent): string {
  const bytes = canonicalize(JSON.parse(JSON.stringify(event)))
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
    .slice(0, HEX_DIGITS)
}
