import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Secret {
  accessKeyId: string
  secretAccessKey: string
  region: string
}

/** Longest a signed request may be under way. */
const MAX_SKEW_MS = 15 * 60_000

/** Checks AWS Signature Version 4 of a request as the service does, from the bytes of its request line. The S3 error code, or undefined when it is right. */
export function signatureProblem(request: IncomingMessage, secret: Secret, now = Date.now()): string | undefined {
  const header = request.headers.authorization ?? ''
  const parts = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header)
  if (!parts) return 'AccessDenied'
  const [, keyId, day = '', region, names = '', signature] = parts
  if (keyId !== secret.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== secret.region) return 'AuthorizationHeaderMalformed'
  const stamp = String(request.headers['x-amz-date'])
  const sentAt = Date.parse(stamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(now - sentAt) <= MAX_SKEW_MS)) return 'RequestTimeTooSkewed'
  const signed = names.split(';')
  // What changes the meaning of a request must be under its signature.
  const owed = Object.keys(request.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'))
  if (!owed.every((name) => signed.includes(name))) return 'AccessDenied'
  const canonical = canonicalRequest(request, signed)
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, secret.region, 's3', 'aws4_request'].reduce<Buffer | string>((from, part) => hmac(from, part), `AWS4${secret.secretAccessKey}`)
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch'
}

function canonicalRequest(request: IncomingMessage, signed: readonly string[]): string {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const pairs = query.split('&').filter(Boolean).sort().join('&')
  const headers = signed
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .replace(/\s+/g, ' ')
          .trim()}\n`,
    )
    .join('')
  return [request.method, path, pairs, headers, signed.join(';'), request.headers['x-amz-content-sha256']].join('\n')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
