import type { IncomingMessage } from 'node:http'
import { DomainError } from '../domain-error.ts'

/** How large a body may be. What holds a patch may hold little else: it is refused before it is parsed, and no patch of that size is ever judged. */
export interface BodyBounds {
  maxBodyBytes: number
  maxPatchBytes: number
}

/** Room for what comes with a patch's operations: its reason, ids and the names of members. */
const ENVELOPE_BYTES = 65_536

/**
 * Reads a body, or one that holds so many patches and little else, counting while it streams: nothing beyond the limit is kept.
 * @throws DomainError `request.too_large`, `limit.bytes`, `request.content_type`
 */
export async function readJsonBody(request: IncomingMessage, { maxBodyBytes, maxPatchBytes }: BodyBounds, patches?: number): Promise<Uint8Array> {
  refuseForeignContent(request)
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxBodyBytes) throw tooLarge(maxBodyBytes)
  const patchBytes = patches === undefined ? maxBodyBytes : patches * (maxPatchBytes + ENVELOPE_BYTES)
  const maxBytes = Math.min(maxBodyBytes, patchBytes)
  const refusal = () => (patchBytes < maxBodyBytes ? patchTooLarge(maxPatchBytes) : tooLarge(maxBodyBytes))
  if (announced > maxBytes) throw refusal()
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not destroy the connection: the refusal still has to be sent on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > maxBytes) throw refusal()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/** Reads on without keeping anything, so that a client still sending can read its refusal; a client that sends on and on is cut. */
export function discardBody(request: IncomingMessage, maxBytes: number): void {
  if (request.complete || request.destroyed) return
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > maxBytes) request.destroy()
  })
}

/** A browser may send other types across origins without asking first; JSON it may not. */
function refuseForeignContent(request: IncomingMessage): void {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new DomainError('request.content_type', `The content type ${type ?? '(none)'} is not supported.`)
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new DomainError('request.content_type', `The content encoding ${encoding} is not supported.`)
}

function patchTooLarge(maxPatchBytes: number): DomainError {
  const message = `The patch is larger than ${maxPatchBytes} bytes.`
  return new DomainError('limit.bytes', message, { pointer: '/operations', extra: { limit: 'maxPatchBytes', maxBytes: maxPatchBytes } })
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError('request.too_large', `The body is larger than ${maxBytes} bytes.`, { extra: { limit: 'maxRequestBytes', maxBytes } })
}
