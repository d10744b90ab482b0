import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, failureOf, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

describe.each(hotStoresUnderTest())('messages nobody can use, on the %s hot store', (hot) => {
  it('are set aside, listed for an operator, put back or dropped; the runs around them are untouched', async () => {
    const { product } = await sinkAndProduct(hot)
    const { services, caller, hotStore } = product
    const nobody = '00000000-0000-7000-8000-000000000bad'
    const forged = [
      { stream: 'tasks:http:low', fields: { runId: nobody, nodeId: 'x', attempt: '1' } },
      { stream: 'tasks:http:high', fields: { nonsense: '1' } },
      { stream: 'completions', fields: { runId: nobody, json: '{"nodeId":"x","attempt":1,"outcome":{"kind":"started"}}' } },
      { stream: 'completions', fields: { runId: nobody, json: '{"nodeId":' } },
      { stream: 'events', fields: { runId: nobody, json: '[{"type":"run.completed"}]' } },
    ] as const
    for (const { stream, fields } of forged) await hotStore.queue.append(1, stream, fields)
    const letters = await waitUntil('the messages to be set aside', async () => {
      const list = await services.deadLetters.list(caller)
      return list.length === forged.length && list
    })
    const seen = letters.map(({ from, reason, fields }) => ({ from, reason, fields }))
    expect(seen).toHaveLength(5)
    expect(seen).toEqual(
      expect.arrayContaining([
        { from: 'tasks:http:low', reason: 'unknown_run', fields: forged[0].fields },
        { from: 'tasks:http:high', reason: 'malformed', fields: forged[1].fields },
        { from: 'completions', reason: 'unknown_run', fields: forged[2].fields },
        { from: 'completions', reason: 'malformed', fields: forged[3].fields },
        { from: 'events', reason: 'malformed', fields: forged[4].fields },
      ]),
    )
    const [first, ...others] = letters
    const agent = { ...caller, actor: { kind: 'agent' as const, id: 'scout' } }
    expect((await failureOf(services.deadLetters.list(agent))).code).toBe('auth.forbidden')
    for (const { id } of others) await services.deadLetters.drop(caller, id)
    expect((await services.deadLetters.list(caller)).map(({ id }) => id)).toEqual([first?.id])
    await services.deadLetters.requeue(caller, first?.id ?? '')
    // Nobody can use it this time either: it comes back under another id.
    const [again] = await waitUntil('it to be set aside again', async () => {
      const list = await services.deadLetters.list(caller)
      return list.length === 1 && list[0]?.id !== first?.id && list
    })
    expect(again).toMatchObject({ from: first?.from, reason: first?.reason, fields: first?.fields })
    for (const id of [first?.id ?? '', '1.0-0', '99.1-0', 'nonsense'])
      expect((await failureOf(services.deadLetters.drop(caller, id))).code).toBe('resource.not_found')
    const runId = await product.run(workflow('one', [httpNode('only', '{{ vars.sink }}/only', 'POST')], []))
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
  })
})
