import type { IncomingHttpHeaders } from 'node:http'
import type { SubmitPatch } from '@aob/schemas'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A patch is idempotent by its patchId; an Idempotency-Key that is a UUID serves as one. */
export function submitted(patch: SubmitPatch, headers: IncomingHttpHeaders): SubmitPatch {
  const key = headers['idempotency-key']
  if (patch.patchId !== undefined || typeof key !== 'string' || !UUID.test(key)) return patch
  return { ...patch, patchId: key }
}

/** RFC 7240 `Prefer: respond-async`. */
export function prefersAsync(headers: IncomingHttpHeaders): boolean {
  const prefer = headers.prefer
  const preferences = (Array.isArray(prefer) ? prefer : [prefer ?? '']).flatMap((line) => line.split(','))
  return preferences.some((preference) => preference.split(';', 1)[0]?.trim().toLowerCase() === 'respond-async')
}
