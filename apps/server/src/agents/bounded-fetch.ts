import type { Limits } from '@aob/schemas'
import type { Response as AnyResponse } from 'undici'
import { DomainError } from '../domain-error.ts'
import { type JsonBounds, requireJsonWithin } from '../json-extent.ts'

export type AnswerBounds = JsonBounds & Pick<Limits, 'maxOutputBytes'>

/** Calls as `fetch` does and hands on answers within the bounds only: the client that reads them parses whatever it gets. */
export function boundedFetch<Args extends unknown[]>(
  call: (...args: Args) => Promise<AnyResponse>,
  bounds: AnswerBounds,
): (...args: Args) => Promise<Response> {
  return async (...args) => {
    const response = await call(...args)
    const bytes = await bytesWithin(response, bounds.maxOutputBytes)
    requireJsonWithin(bytes, bounds)
    const headers = new Headers([...response.headers])
    // They speak of the bytes on the wire, which are unpacked by now.
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
    const { status, statusText } = response
    return new Response(bytes.byteLength === 0 ? null : new Uint8Array(bytes), { status, statusText, headers })
  }
}

async function bytesWithin(response: AnyResponse, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    // Leaving the loop cancels the body, and with it the connection.
    if (size > most) throw new DomainError('limit.bytes', `The answer has more than ${most} bytes.`, { extra: { limit: 'maxOutputBytes', max: most } })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
