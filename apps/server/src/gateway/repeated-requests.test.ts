import type { SubmitPatch } from '@aob/schemas'
import { afterEach, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { createServicesDouble, OTHER_RUN_ID, RUN_ID } from './testing/services-double.ts'

const open: GatewayUnderTest[] = []
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close(500)
})

interface Sent {
  patch: SubmitPatch
  respondAsync: boolean | undefined
}

/** A gateway whose services note what a patch arrives as. */
async function noting(): Promise<{ sent: Sent[]; send(path: string, headers?: Record<string, string>, patchId?: string): Promise<Response> }> {
  const sent: Sent[] = []
  const note = (patch: SubmitPatch, respondAsync?: boolean) => {
    sent.push({ patch, respondAsync })
    return { patchId: patch.patchId ?? RUN_ID, status: respondAsync ? ('accepted' as const) : ('applied' as const), operations: patch.operations }
  }
  const gateway = await startGateway(
    createServicesDouble({
      runs: { patch: async (_caller, _runId, patch, options) => note(patch, options?.respondAsync) },
      workflows: { patch: async (_caller, _name, _tag, patch) => note(patch) },
    }).services,
  )
  open.push(gateway)
  const operations = [{ op: 'add', path: '/nodes/-', value: { id: 'a' } }]
  return {
    sent,
    send: (path, headers = {}, patchId) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ operations, ...(patchId ? { patchId } : {}) }),
      }),
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const KEY = { 'idempotency-key': 'order 17, second try' }

it('an Idempotency-Key that is no UUID makes a patch idempotent all the same, per run and per tag', async () => {
  const { sent, send } = await noting()
  const paths = [
    `/api/v1/runs/${RUN_ID}/patch`,
    `/api/v1/runs/${OTHER_RUN_ID}/patch`,
    '/api/v1/workflows/one/tags/main/patches',
    '/workflows/two/tags/main/patches',
  ]
  for (const path of [...paths, ...paths]) expect((await send(path, KEY)).status).toBe(201)
  const ids = sent.map(({ patch }) => patch.patchId ?? '')
  for (const id of ids) expect(id).toMatch(UUID)
  expect(ids.slice(4)).toEqual(ids.slice(0, 4))
  expect(new Set(ids).size).toBe(4)
})

it('a key that is a UUID is the patchId, and a patchId in the body wins over any key', async () => {
  const { sent, send } = await noting()
  const path = `/api/v1/runs/${RUN_ID}/patch`
  await send(path, { 'idempotency-key': OTHER_RUN_ID })
  await send(path, KEY, RUN_ID)
  await send(path)
  expect(sent.map(({ patch }) => patch.patchId)).toEqual([OTHER_RUN_ID, RUN_ID, undefined])
})

it('[PP-25] Prefer: respond-async is passed on, answered with 202 and said to be honoured', async () => {
  const { sent, send } = await noting()
  const path = `/api/v1/runs/${RUN_ID}/patch`
  const answers = [await send(path, { prefer: 'wait=5, Respond-Async; x=1' }), await send(path)]
  expect(answers.map(({ status, headers }) => [status, headers.get('preference-applied')])).toEqual([
    [202, 'respond-async'],
    [201, null],
  ])
  expect(sent.map(({ respondAsync }) => respondAsync)).toEqual([true, undefined])
})
