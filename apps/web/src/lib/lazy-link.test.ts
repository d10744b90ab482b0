import { createTRPCClient, type TRPCLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { observable } from '@trpc/server/observable'
import { describe, expect, it } from 'vitest'
import { lazyLink } from './lazy-link.ts'

const t = initTRPC.create()
const router = t.router({ ask: t.procedure.query(() => 'answer') })
type Router = typeof router

/** A link that answers by itself, and counts who listens. */
function answering() {
  let listeners = 0
  const link: TRPCLink<Router> = () => () =>
    observable((observer) => {
      listeners += 1
      observer.next({ result: { type: 'data', data: 'answer' } })
      observer.complete()
    })
  return { link, listeners: () => listeners }
}

describe('a link that comes when it is taken', () => {
  it('is fetched once and answers all that took it', async () => {
    const { link, listeners } = answering()
    let fetched = 0
    const client = createTRPCClient<Router>({
      links: [
        lazyLink<Router>(async () => {
          fetched += 1
          return link
        }),
      ],
    })
    expect(fetched).toBe(0)
    expect([await client.ask.query(), await client.ask.query()]).toEqual(['answer', 'answer'])
    expect([fetched, listeners()]).toEqual([1, 2])
  })

  it('fails what took it when it cannot be had, and is tried again by the next', async () => {
    const { link } = answering()
    let tries = 0
    const client = createTRPCClient<Router>({
      links: [
        lazyLink<Router>(async () => {
          tries += 1
          if (tries === 1) throw new Error('gone')
          return link
        }),
      ],
    })
    await expect(client.ask.query()).rejects.toThrow('gone')
    expect(await client.ask.query()).toBe('answer')
  })
})
