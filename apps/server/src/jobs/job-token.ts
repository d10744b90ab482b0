import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A token for one attempt of one node (D-31); only its digest is kept with the run. */
export function newJobToken(): { token: string; digest: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, digest: digestOf(token).toString('hex') }
}

export function fitsDigest(token: string, digest: string): boolean {
  const [given, kept] = [digestOf(token), Buffer.from(digest, 'hex')]
  return given.length === kept.length && timingSafeEqual(given, kept)
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
