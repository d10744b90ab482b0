import { describe, expect, it } from 'vitest'
import type { ApiClient } from '../../lib/trpc.ts'
import { askAhead, openedAhead, takeAhead } from './asked-ahead.ts'

const WORKFLOW = { schemaVersion: 1, name: 'Orders', nodes: [], edges: [] }

/** Answers as the server does; `gestures` are what stands in the draft. */
function server({ gestures = [], head = 'v1', base = 'v1' }: { gestures?: object[]; head?: string; base?: string } = {}) {
  const asked: object[] = []
  const document = async (input: { artifactId?: string }) => {
    asked.push(input)
    return { head, base: JSON.stringify({ ...WORKFLOW, name: input.artifactId ?? head }), patches: [] }
  }
  const client = { workflows: { document: { query: document } }, drafts: { read: { query: async () => ({ base, head: base, gestures }) } } }
  return { client: client as unknown as ApiClient, asked }
}

describe('a draft asked for before the page is drawn', () => {
  it('is there for the first picture, for the workflow of the address alone', async () => {
    const { client } = server()
    await askAhead(client, 'Orders')
    expect(openedAhead('Orders')?.document.name).toBe('v1')
    expect(openedAhead('Other')).toBeUndefined()
    expect(takeAhead('Other')).toBeUndefined()
  })

  it('is taken once: who asks again asks the server', async () => {
    const { client, asked } = server()
    await askAhead(client, 'Orders')
    expect((await takeAhead('Orders'))?.data.head).toBe('v1')
    expect(takeAhead('Orders')).toBeUndefined()
    expect(openedAhead('Orders')).toBeUndefined()
    expect(asked).toEqual([{ name: 'Orders', tag: 'main' }])
  })

  it('with gestures in it waits for the worker, and the answer is handed on', async () => {
    const { client } = server({ gestures: [{ operations: [] }] })
    await askAhead(client, 'Orders')
    expect(openedAhead('Orders')).toBeUndefined()
    expect((await takeAhead('Orders'))?.view.gestures).toHaveLength(1)
  })

  it('that stands on an older version is shown on that version', async () => {
    const { client, asked } = server({ head: 'v2', base: 'v1' })
    await askAhead(client, 'Orders')
    expect(openedAhead('Orders')?.document.name).toBe('v1')
    expect(asked).toEqual([
      { name: 'Orders', tag: 'main' },
      { name: 'Orders', tag: 'main', artifactId: 'v1' },
    ])
  })

  it.each([
    ['a server that is away', new TypeError('Failed to fetch')],
    ['text that is no JSON', undefined],
  ])('%s stops nothing: who opens the draft meets it', async (_, error) => {
    const { client } = server()
    Object.assign(client.workflows.document, {
      query: async () => {
        if (error) throw error
        return { head: 'v1', base: '{', patches: [] }
      },
    })
    await expect(askAhead(client, 'Orders')).resolves.toBeUndefined()
    expect(openedAhead('Orders')).toBeUndefined()
    const taken = takeAhead('Orders')
    if (error) await expect(taken).rejects.toBe(error)
    else expect((await taken)?.data.base).toBe('{')
  })
})
