import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { describe, expect, it } from 'vitest'
import type { AppRouter } from '../api/routers/app.ts'
import { firstQuestion } from './first-question.ts'

const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }

describe('what a page asks first', () => {
  it.each(['Order enrichment', 'Ä/ö & "quotes" + %', '工作流', "a'b(c)*>,<", 'Report v1.2', '\u202eevil\u0000'])(
    'is asked ahead word for word as the page’s own client asks it: %j',
    async (name) => {
      const asked: string[] = []
      const client = createTRPCClient<AppRouter>({
        links: [
          httpBatchLink({
            url: '/trpc',
            maxURLLength: 4000,
            transformer: plainJson,
            fetch: async (url) => {
              asked.push(String(url))
              return new Response(JSON.stringify([{ result: { data: 1 } }, { result: { data: 2 } }]), { headers: { 'content-type': 'application/json' } })
            },
          }),
        ],
      })
      await Promise.all([client.workflows.document.query({ name, tag: 'main' }), client.drafts.read.query({ name, tag: 'main' })])
      const question = firstQuestion(`/w/${encodeURIComponent(name)}`)
      expect([question]).toEqual(asked)
      // It stands in a header, between angle brackets.
      expect(question).toMatch(/^[!-;=?-~]+$/)
    },
  )

  it('is nothing where the address is no editor, or no text', () => {
    for (const address of ['/', '/w/', '/w', '/w/a/versions', '/runs/a', '/w/%E0%A4%A', '/xw/a'])
      expect([address, firstQuestion(address)]).toEqual([address, undefined])
    expect(firstQuestion('/w/a/')).toBe(firstQuestion('/w/a'))
  })
})
