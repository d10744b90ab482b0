import { request as httpRequest } from 'node:http'
import { MAX_PROBLEMS } from '@aob/ir/document'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { createServicesDouble, RUN_ID, type ServicesDouble } from './testing/services-double.ts'

const open: GatewayUnderTest[] = []
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close(500)
})

async function gatewayOf(double: ServicesDouble = createServicesDouble(), options: Parameters<typeof startGateway>[1] = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(double.services, options)
  open.push(gateway)
  return gateway
}

const JSON_TYPE = { 'content-type': 'application/json' }

interface BadInput {
  what: string
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
  status: number
  code: string
  pointer?: string
}

const WORKFLOW_PATH = '/api/v1/workflows'
const PATCH_PATH = `/api/v1/runs/${RUN_ID}/patch`
const post = (path: string, body: string) => ({ method: 'POST', path, headers: JSON_TYPE, body })

const BAD_INPUTS: BadInput[] = [
  { what: 'no JSON', ...post(WORKFLOW_PATH, '{"workflow":'), status: 400, code: 'request.not_json' },
  { what: 'an empty body', ...post(WORKFLOW_PATH, ''), status: 400, code: 'request.not_json' },
  { what: '[TY-04] an unknown field', ...post(WORKFLOW_PATH, '{"nods":[]}'), status: 422, code: 'request.invalid', pointer: '/workflow' },
  {
    what: '[TY-04] an unknown field beside the known ones',
    ...post(WORKFLOW_PATH, '{"workflow":{},"nods":[]}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/nods',
  },
  { what: 'a list where an object belongs', ...post(WORKFLOW_PATH, '[]'), status: 422, code: 'request.invalid', pointer: '' },
  { what: 'a tag that is no name', ...post(WORKFLOW_PATH, '{"workflow":{},"tag":"../x"}'), status: 422, code: 'request.invalid', pointer: '/tag' },
  {
    what: 'a prototype key',
    ...post(WORKFLOW_PATH, '{"workflow":{"a":{"__proto__":{"x":1}}}}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/workflow/a/__proto__',
  },
  {
    what: 'a prototype key in escapes',
    ...post(WORKFLOW_PATH, '{"workflow":{"\\u005f_proto__":1}}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/workflow/__proto__',
  },
  {
    what: 'a constructor with a prototype',
    ...post(WORKFLOW_PATH, '{"workflow":{"constructor":{"prototype":{}}}}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/workflow/constructor',
  },
  { what: 'the character U+0000', ...post(WORKFLOW_PATH, '{"workflow":{"name":"a\\u0000"}}'), status: 422, code: 'request.invalid', pointer: '/workflow/name' },
  { what: 'text that is no UTF-8', ...post(WORKFLOW_PATH, 'latin1:{"workflow":{"name":"\xe9"}}'), status: 400, code: 'request.not_json' },
  {
    what: 'another content type',
    method: 'POST',
    path: WORKFLOW_PATH,
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    status: 415,
    code: 'request.content_type',
  },
  { what: 'no content type', method: 'POST', path: WORKFLOW_PATH, body: '{}', status: 415, code: 'request.content_type' },
  {
    what: 'a compressed body',
    method: 'POST',
    path: WORKFLOW_PATH,
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: '{}',
    status: 415,
    code: 'request.content_type',
  },
  {
    what: 'an unknown operation',
    ...post(PATCH_PATH, '{"operations":[{"op":"splice","path":"/nodes/0"}]}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/operations/0',
  },
  {
    what: 'an operation without a value',
    ...post(PATCH_PATH, '{"operations":[{"op":"add","path":"/nodes/-"}]}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/operations/0/value',
  },
  { what: 'no operations', ...post(PATCH_PATH, '{"operations":[]}'), status: 422, code: 'request.invalid', pointer: '/operations' },
  {
    what: 'a patchId that is no UUID',
    ...post(PATCH_PATH, '{"patchId":"1","operations":[{"op":"remove","path":"/nodes/0"}]}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/patchId',
  },
  { what: 'an id that is no id', path: '/api/v1/runs/nope', status: 404, code: 'resource.not_found' },
  { what: 'an id nobody has', path: '/api/v1/runs/01890000-0000-7000-8000-00000000dead/events', status: 404, code: 'resource.not_found' },
  { what: 'a name that cannot be one', path: '/api/v1/workflows/..%2f..%2fetc', status: 404, code: 'resource.not_found' },
  { what: 'a segment that cannot be decoded', path: '/api/v1/workflows/%ff', status: 404, code: 'resource.not_found' },
  { what: 'a digest that is none', path: '/api/v1/artifacts/123', status: 404, code: 'resource.not_found' },
  { what: 'a resource that does not exist', path: '/api/v1/nothing', status: 404, code: 'resource.not_found' },
  { what: 'an unknown query member', path: '/api/v1/runs?limt=3', status: 422, code: 'request.invalid', pointer: '/limt' },
  { what: 'a limit that is no number', path: '/api/v1/runs?limit=many', status: 422, code: 'request.invalid', pointer: '/limit' },
  { what: 'a limit beyond the largest', path: '/api/v1/runs?limit=501', status: 422, code: 'request.invalid', pointer: '/limit' },
  { what: 'a repeated query member', path: '/api/v1/runs?limit=1&limit=2', status: 422, code: 'request.invalid', pointer: '/limit' },
  { what: 'an unknown status', path: '/api/v1/patches?status=done', status: 422, code: 'request.invalid', pointer: '/status' },
  {
    what: 'an event id that is none',
    path: `/api/v1/runs/${RUN_ID}/events`,
    headers: { 'last-event-id': 'x' },
    status: 422,
    code: 'request.invalid',
    pointer: '/lastEventId',
  },
  {
    what: 'an event id beyond the record',
    path: `/api/v1/runs/${RUN_ID}/events?lastEventId=99`,
    status: 422,
    code: 'request.invalid',
    pointer: '/lastEventId',
  },
  {
    what: 'a rejection without a reason',
    ...post('/api/v1/patches/01890000-0000-7000-8000-000000000009/reject', '{}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/reason',
  },
  {
    what: 'a decision without its hash',
    ...post('/api/v1/approvals/01890000-0000-7000-8000-000000000009/decide', '{"decision":"approve"}'),
    status: 422,
    code: 'request.invalid',
    pointer: '/requestHash',
  },
]

describe('[TY-04] bad input is answered with problem+json and reaches no use case', () => {
  it.each(BAD_INPUTS)('$what', async ({ method = 'GET', path, headers = {}, body, status, code, pointer }) => {
    const gateway = await gatewayOf()
    const answer = await raw(gateway, { method, path, headers, body })
    expect({ status: answer.status, code: answer.problem.code, pointer: answer.problem.pointer }).toEqual({ status, code, pointer })
    expect(answer.type).toBe('application/problem+json')
    expect(answer.problem.status).toBe(status)
    expect(answer.problem.hint).toBeTruthy()
  })

  it('a body over the limit, whether it says so or not, and the connection still tells why', async () => {
    const gateway = await gatewayOf(createServicesDouble(), { limits: { ...DEFAULT_LIMITS, maxRequestBytes: 1_000, maxClientBufferBytes: 1_000_000 } })
    const text = JSON.stringify({ workflow: { name: 'x'.repeat(5_000_000) } })
    for (const headers of [JSON_TYPE, { ...JSON_TYPE, 'transfer-encoding': 'chunked' }]) {
      const answer = await raw(gateway, { method: 'POST', path: WORKFLOW_PATH, headers, body: text })
      expect([answer.status, answer.problem.code]).toEqual([413, 'request.too_large'])
    }
  })

  it('a body with a fault in every member gets an answer that does not grow with it', async () => {
    const gateway = await gatewayOf()
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: DEFAULT_LIMITS.maxJsonNames }, (_, index) => [`k${index}`, 1])))
    const answer = await raw(gateway, { method: 'POST', path: '/api/v1/runs', headers: JSON_TYPE, body })
    expect([answer.status, answer.problem.pointer]).toEqual([422, '/k0'])
    expect(answer.problem.problems).toHaveLength(MAX_PROBLEMS)
  })

  it('an Idempotency-Key that cannot be kept is refused, not ignored', async () => {
    const starts: (string | undefined)[] = []
    const start = async (_caller: unknown, _input: unknown, key?: string) => {
      starts.push(key)
      return { runId: RUN_ID, status: 'RUNNING' as const, artifactId: RUN_ID }
    }
    const gateway = await gatewayOf(createServicesDouble({ runs: { start } }))
    const statusFor = async (key: string) =>
      (await raw(gateway, { method: 'POST', path: '/api/v1/runs', headers: { ...JSON_TYPE, 'idempotency-key': key }, body: '{"ref":"x"}' })).status
    expect(await statusFor('k'.repeat(255))).toBe(201)
    expect(await statusFor('k'.repeat(256))).toBe(422)
    expect(await statusFor('')).toBe(422)
    expect(starts).toEqual(['k'.repeat(255)])
  })

  it('a body of exactly the limit passes the door', async () => {
    const seen: unknown[] = []
    const validate = async (_caller: unknown, workflow: unknown) => {
      seen.push(workflow)
      return { valid: true, problems: [] }
    }
    const double = createServicesDouble({ workflows: { validate } })
    const body = '{"workflow":"abcdefgh"}'
    const gateway = await gatewayOf(double, { limits: { ...DEFAULT_LIMITS, maxRequestBytes: body.length, maxClientBufferBytes: 1_000_000 } })
    expect((await raw(gateway, { method: 'POST', path: '/api/v1/workflows/validate', headers: JSON_TYPE, body })).status).toBe(200)
    expect((await raw(gateway, { method: 'POST', path: '/api/v1/workflows/validate', headers: JSON_TYPE, body: `${body} ` })).status).toBe(413)
    expect(seen).toEqual(['abcdefgh'])
  })

  it('[W-405] a method that is not offered names those that are', async () => {
    const gateway = await gatewayOf()
    const answer = await fetch(`${gateway.url}/api/v1/workflows`, { method: 'PUT', body: '{}', headers: JSON_TYPE })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD, OPTIONS'])
    expect(await answer.json()).toMatchObject({ code: 'request.method', allowed: ['POST', 'GET', 'HEAD', 'OPTIONS'] })
  })
})

interface RawAnswer {
  status: number
  type: string | undefined
  problem: Record<string, unknown>
}

/** Sends what `fetch` would refuse to: missing types, odd lengths, other encodings. */
function raw(
  gateway: GatewayUnderTest,
  input: { method: string; path: string; headers: Record<string, string>; body?: string | undefined },
): Promise<RawAnswer> {
  const text = input.body?.replace(/^latin1:/, '')
  const bytes = text === undefined ? undefined : Buffer.from(text, input.body === text ? 'utf8' : 'latin1')
  const length: Record<string, string> = bytes && !input.headers['transfer-encoding'] ? { 'content-length': String(bytes.byteLength) } : {}
  return new Promise((resolve, reject) => {
    const request = httpRequest(gateway.url + input.path, { method: input.method, headers: { ...input.headers, ...length } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], problem: JSON.parse(Buffer.concat(chunks).toString()) })
      })
    })
    request.on('error', reject)
    request.end(bytes)
  })
}
