import { AwsV4Signer } from 'aws4fetch'
import { Agent, request } from 'undici'
import { DomainError } from '../../domain-error.ts'
import { rest } from '../../lifecycle.ts'
import type { S3Settings } from '../../s3-settings.ts'
import { addressOf } from './s3-address.ts'
import { errorCodeOf } from './s3-answers.ts'

export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** Without it the call is about the bucket. */
  key?: string
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: { bytes: Uint8Array; sha256: string }
  /** Bytes the answer may have. */
  maxBytes?: number
}

export interface S3Answer {
  found: boolean
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** The service's clock when it answered. */
  at: number
}

export interface S3Client {
  /** Answers of success and "there is no such key"; everything else is `service.unavailable` after bounded attempts. */
  call(call: S3Call): Promise<S3Answer>
  close(): Promise<void>
}

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000
/** Errors and pages of listings; bytes have a bound of their own. */
const MAX_XML_BYTES = 4_000_000
const CONNECTIONS = 64
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** What may pass by itself, by status or by the code in the body. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])
const PASSING_CODES = new Set(['InternalError', 'RequestTimeout', 'ServiceUnavailable', 'SlowDown', 'OperationAborted'])

/** A reason to try again, as long as there are attempts and time. */
class Passing extends Error {}

/** Speaks the S3 protocol: every call signed (SigV4), bounded in bytes, attempts and time. `timeoutMs` holds for all attempts together. */
export function createS3Client(settings: S3Settings, { timeoutMs }: { timeoutMs: number }): S3Client {
  // One attempt that hangs leaves time for another.
  const attemptMs = Math.max(1, Math.floor(timeoutMs / 2))
  const agent = new Agent({ connections: CONNECTIONS, connect: { timeout: attemptMs } })
  const signingKeys = new Map<string, ArrayBuffer>()

  async function signed(call: S3Call): Promise<{ url: URL; headers: Record<string, string> }> {
    const url = addressOf(settings, call.key, call.query)
    const { accessKeyId, secretAccessKey, region, sessionToken } = settings
    const headers = { ...call.headers, 'x-amz-content-sha256': call.body?.sha256 ?? EMPTY_SHA256 }
    const who = { accessKeyId, secretAccessKey, region, service: 's3', cache: signingKeys, ...(sessionToken ? { sessionToken } : {}) }
    const result = await new AwsV4Signer({ method: call.method, url: url.href, headers, ...who }).sign()
    return { url, headers: Object.fromEntries(result.headers.entries()) }
  }

  async function once(call: S3Call, overall: AbortSignal): Promise<S3Answer> {
    const { url, headers } = await signed(call)
    const signal = AbortSignal.any([overall, AbortSignal.timeout(attemptMs)])
    const body = call.body ? Buffer.from(call.body.bytes.buffer, call.body.bytes.byteOffset, call.body.bytes.byteLength) : null
    const response = await request(url, { method: call.method, headers, body, dispatcher: agent, signal })
    const succeeded = response.statusCode >= 200 && response.statusCode <= 299
    const bytes = await bounded(response.body, succeeded ? (call.maxBytes ?? MAX_XML_BYTES) : MAX_XML_BYTES)
    return judge(call, response.statusCode, { headers: plain(response.headers), body: bytes })
  }

  async function call(call: S3Call): Promise<S3Answer> {
    const overall = AbortSignal.timeout(timeoutMs)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(call, overall)
      } catch (error) {
        if (error instanceof DomainError) throw error
        if (attempt === ATTEMPTS || overall.aborted) throw unavailable(`The blob endpoint ${reasonOf(error)}.`, error)
      }
      // All of the pause at random: callers that were refused together do not come back together.
      await rest(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS), overall)
    }
  }

  return { call, close: () => agent.close() }
}

function judge(call: S3Call, status: number, answer: { headers: Record<string, string>; body: Buffer }): S3Answer {
  const date = Date.parse(answer.headers.date ?? '')
  const at = Number.isNaN(date) ? Date.now() : date
  // A copy may fail after its 200 was sent: then the body says so.
  const mayFailLate = call.headers?.['x-amz-copy-source'] !== undefined
  const succeeded = status >= 200 && status <= 299
  const code = succeeded && !mayFailLate ? undefined : errorCodeOf(answer.body.toString('utf8'))
  if (succeeded && code === undefined) return { ...answer, found: true, at }
  // A HEAD has no body that could say which of the two is missing; that the bucket is there was seen at the start.
  if (code === 'NoSuchKey' || (status === 404 && code === undefined)) return { headers: answer.headers, body: Buffer.alloc(0), found: false, at }
  const said = code ?? `status ${status}`
  if (PASSING.has(status) || (code !== undefined && PASSING_CODES.has(code))) throw new Passing(`is overloaded or broken (${said})`)
  throw unavailable(`The blob endpoint refuses the request (${said}).`)
}

async function bounded(body: AsyncIterable<Buffer> & { destroy(): void }, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) throw unavailable(`The blob endpoint answers with more than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function plain(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])))
}

function reasonOf(error: unknown): string {
  if (error instanceof Passing) return error.message
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return 'does not answer in time'
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error'
  return `cannot be reached (${code})`
}

function unavailable(message: string, cause?: unknown): DomainError {
  return new DomainError('service.unavailable', message, {
    retryAfterMs: 1000,
    hint: 'Check AOB_S3_ENDPOINT, AOB_S3_BUCKET, the keys and the clock of this machine.',
    cause,
  })
}
