import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchOnce } from './early-answer.ts'
import { plainJson } from './plain-json.ts'

const BOOT = readFileSync(new URL('../../public/boot.js', import.meta.url), 'utf8')
const ORIGIN = 'http://127.0.0.1:7420'

/** What boot.js does at an address. */
function boot(pathname: string) {
  const asked: string[] = []
  const window: { aobEarlyAnswer?: { url: string } } = {}
  const document = { documentElement: { dataset: {} as Record<string, string> } }
  const fetch = async (url: string) => {
    asked.push(url)
    return new Response('[]')
  }
  const context = {
    window,
    document,
    fetch,
    location: { pathname, origin: ORIGIN },
    localStorage: { getItem: () => 'dark' },
    matchMedia: () => ({ matches: false }),
  }
  runInContext(BOOT, createContext({ ...context, decodeURIComponent, encodeURIComponent, JSON }))
  return { asked, early: window.aobEarlyAnswer, theme: document.documentElement.dataset.theme }
}

describe('what a page asks for before its scripts are there', () => {
  it('sets the theme, and asks for nothing but what an editor shows', () => {
    expect(boot('/w/Order%20enrichment')).toMatchObject({ asked: [expect.stringContaining('Order%20enrichment')], theme: 'dark' })
    for (const address of ['/', '/w/', '/w/a/versions', '/runs/a', '/w/%E0%A4%A'])
      expect([address, boot(address)]).toMatchObject([address, { asked: [], theme: 'dark' }])
  })

  it.each(['Order enrichment', 'Ä/ö & "quotes" + %', '工作流'])('asks word for word what the page’s own client asks: %s', async (name) => {
    const wanted: string[] = []
    const client = createTRPCClient({
      links: [
        httpBatchLink({
          url: `${ORIGIN}/trpc`,
          maxURLLength: 4000,
          transformer: plainJson,
          fetch: async (url) => {
            wanted.push(String(url))
            return new Response(JSON.stringify([{ result: { data: 1 } }, { result: { data: 2 } }]), { headers: { 'content-type': 'application/json' } })
          },
        }),
      ],
    }) as unknown as Record<'workflows' | 'drafts', Record<string, { query: (input: object) => Promise<unknown> }>>
    await Promise.all([client.workflows.document?.query({ name, tag: 'main' }), client.drafts.read?.query({ name, tag: 'main' })])
    expect(boot(`/w/${encodeURIComponent(name)}`).asked).toEqual(wanted)
  })
})

describe('the answer that was asked for early', () => {
  const fetched: string[] = []
  beforeEach(() => {
    fetched.length = 0
    vi.stubGlobal('fetch', async (url: string) => {
      fetched.push(url)
      return new Response('late')
    })
  })
  afterEach(() => vi.unstubAllGlobals())
  const early = (answer: Promise<Response>) => vi.stubGlobal('window', { aobEarlyAnswer: { url: '/asked', answer } })

  it('is taken once, and by that question only', async () => {
    early(Promise.resolve(new Response('early')))
    expect(await (await fetchOnce('/other')).text()).toBe('late')
    expect(await (await fetchOnce('/asked')).text()).toBe('early')
    expect(await (await fetchOnce('/asked')).text()).toBe('late')
    expect(fetched).toEqual(['/other', '/asked'])
  })

  it('that never came is asked for again', async () => {
    early(Promise.reject(new TypeError('Failed to fetch')))
    expect(await (await fetchOnce('/asked')).text()).toBe('late')
    expect(fetched).toEqual(['/asked'])
  })
})
