import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { SubmitPatch } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Characters of a key; longer ones are no keys. */
export const MAX_IDEMPOTENCY_KEY = 255

/**
 * A patch is idempotent by its patchId. An Idempotency-Key that is a UUID serves as one; any other key stands for the same
 * patchId whenever it is sent for the same `target` (a run, or a tag of a workflow) of the same workspace.
 */
export function submitted(patch: SubmitPatch, headers: IncomingHttpHeaders, target: readonly string[]): SubmitPatch {
  const key = idempotencyKey(headers)
  if (patch.patchId !== undefined || key === undefined) return patch
  return { ...patch, patchId: UUID.test(key) ? key : uuidOf([...target, key]) }
}

/**
 * The Idempotency-Key of a request, if it has one.
 * @throws DomainError `request.invalid` for an empty or over-long one: to act without it would act twice
 */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key']
  if (typeof key !== 'string') return undefined
  if (key.trim() === '' || key.length > MAX_IDEMPOTENCY_KEY) {
    throw new DomainError('request.invalid', `An Idempotency-Key has 1 to ${MAX_IDEMPOTENCY_KEY} characters.`, { pointer: '/idempotencyKey' })
  }
  return key
}

/** RFC 9562 version 8: the sha256 of the parts, so that the same parts always give the same id. */
function uuidOf(parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** RFC 7240 `Prefer: respond-async`. */
export function prefersAsync(headers: IncomingHttpHeaders): boolean {
  const prefer = headers.prefer
  const preferences = (Array.isArray(prefer) ? prefer : [prefer ?? '']).flatMap((line) => line.split(','))
  return preferences.some((preference) => preference.split(';', 1)[0]?.trim().toLowerCase() === 'respond-async')
}
