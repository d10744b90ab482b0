import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { S3Settings } from '../s3-settings.ts'
import { signatureProblem } from './sigv4.ts'

/** What the next request gets instead of its answer. */
export type Fault =
  | { status: number; code: string }
  /** A 200 whose body says that it failed after all, as a copy may. */
  | { lateCode: string }
  /** Carried out, and the connection is lost before the answer. */
  | 'lost-answer'
  /** Half of the bytes, then the connection is lost. */
  | 'cut'
  | 'silence'
  | 'no-s3'

export interface S3StandIn {
  settings: S3Settings
  objects: Map<string, { bytes: Buffer; modifiedAt: number }>
  /** Requests so far, `METHOD key`. */
  requests: string[]
  /** Faults of the next requests, in order. */
  faults: Fault[]
  /** Milliseconds its clock is ahead. */
  ahead: number
  close(): Promise<void>
}

const BUCKET = 'aob-test'
const SECRET = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-test-1' }

/**
 * A stand-in for Amazon S3 in tests: the part of its REST protocol that the blob store speaks, over real HTTP, with signatures and content
 * hashes verified, errors in XML and listings in pages. What a real service does beside that is shown by running the same suites against one
 * (`AOB_TEST_S3_ENDPOINT`).
 */
export async function startS3StandIn(): Promise<S3StandIn> {
  const state: S3StandIn = {
    settings: { endpoint: '', bucket: BUCKET, ...SECRET, prefix: 'here/', style: 'path' },
    objects: new Map(),
    requests: [],
    faults: [],
    ahead: 0,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => answer(state, { request, response, body }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  state.settings.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return state
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  body: Buffer
}

function answer(state: S3StandIn, exchange: Exchange): unknown {
  const { request, response, body } = exchange
  const url = new URL(request.url ?? '', state.settings.endpoint)
  const [, bucket, ...rest] = url.pathname.split('/')
  const key = rest.join('/')
  state.requests.push(`${request.method} ${key}`)
  response.setHeader('date', new Date(Date.now() + state.ahead).toUTCString())
  const fault = state.faults.shift()
  if (fault !== undefined && failed(fault, response)) return
  const problem = signatureProblem(request, state.settings) ?? contentProblem(request, body)
  if (problem) return refuse(response, problem === 'XAmzContentSHA256Mismatch' ? 400 : 403, problem)
  if (bucket !== BUCKET) return refuse(response, 404, 'NoSuchBucket')
  if (key === '') return url.searchParams.get('list-type') === '2' ? list(state, url, response) : response.end()
  if (fault === 'lost-answer') response.end = () => response.destroy() as typeof response
  if (fault === 'cut') return cut(state, key, response)
  return METHODS[request.method ?? '']?.(state, key, exchange)
}

/** True when that was the answer. */
function failed(fault: Fault, response: ServerResponse): boolean {
  if (fault === 'lost-answer' || fault === 'cut') return false
  if (fault === 'silence') return true
  if (fault === 'no-s3') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
  else if ('lateCode' in fault) response.writeHead(200, { 'content-type': 'application/xml' }).end(errorXml(fault.lateCode))
  else refuse(response, fault.status, fault.code)
  return true
}

function cut(state: S3StandIn, key: string, response: ServerResponse): void {
  const bytes = state.objects.get(key)?.bytes ?? Buffer.alloc(2)
  response.writeHead(200, { 'content-length': String(bytes.byteLength) })
  response.write(bytes.subarray(0, bytes.byteLength / 2), () => response.destroy())
}

const METHODS: Readonly<Record<string, (state: S3StandIn, key: string, exchange: Exchange) => unknown>> = {
  GET: ({ objects }, key, { response }) => {
    const found = objects.get(key)
    if (!found) return refuse(response, 404, 'NoSuchKey')
    return response.writeHead(200, { 'content-length': String(found.bytes.byteLength), etag: etagOf(found.bytes) }).end(found.bytes)
  },
  HEAD: ({ objects }, key, { response }) => {
    const found = objects.get(key)
    if (!found) return response.writeHead(404).end()
    const headers = { 'content-length': String(found.bytes.byteLength), 'last-modified': new Date(found.modifiedAt).toUTCString(), etag: etagOf(found.bytes) }
    return response.writeHead(200, headers).end()
  },
  PUT: (state, key, { request, response, body }) => {
    const source = request.headers['x-amz-copy-source']
    const from = source === undefined ? undefined : String(source).replace(`/${BUCKET}/`, '')
    const bytes = from === undefined ? body : state.objects.get(from)?.bytes
    if (!bytes) return refuse(response, 404, 'NoSuchKey')
    state.objects.set(key, { bytes, modifiedAt: Date.now() + state.ahead })
    const copied = `<CopyObjectResult><ETag>${etagOf(bytes)}</ETag></CopyObjectResult>`
    return response.writeHead(200, { etag: etagOf(bytes) }).end(from === undefined ? '' : copied)
  },
  DELETE: ({ objects }, key, { response }) => {
    objects.delete(key)
    return response.writeHead(204).end()
  },
}

/** ListObjectsV2: keys in order, the token of the next page opaque to clients. */
function list({ objects }: S3StandIn, url: URL, response: ServerResponse): void {
  const prefix = url.searchParams.get('prefix') ?? ''
  const most = Number(url.searchParams.get('max-keys') ?? 1000)
  const after = Buffer.from(url.searchParams.get('continuation-token') ?? '', 'base64').toString()
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, most)
  const more = keys.length > page.length
  const contents = page.map((key) => {
    const modified = new Date(objects.get(key)?.modifiedAt ?? 0).toISOString()
    return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified></Contents>`
  })
  const next = more ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>` : ''
  const xml = `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`
  response.writeHead(200, { 'content-type': 'application/xml' }).end(xml)
}

function contentProblem(request: IncomingMessage, body: Buffer): string | undefined {
  return createHash('sha256').update(body).digest('hex') === request.headers['x-amz-content-sha256'] ? undefined : 'XAmzContentSHA256Mismatch'
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(errorXml(code))
}

const errorXml = (code: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>as asked</Message></Error>`
const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
