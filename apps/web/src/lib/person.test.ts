import { afterEach, describe, expect, it, vi } from 'vitest'
import { forgetPerson, personHere } from './person.ts'

const ada = { id: 'ada', name: 'Ada' }
const answer = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status })

afterEach(() => {
  forgetPerson()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** What comes of asking, all pauses over; `answers` are given one after the other, and then no more. */
async function askedWith(...answers: (Response | Error)[]) {
  vi.useFakeTimers()
  const asked = vi.fn(async () => {
    const next = answers.shift() ?? new TypeError('Failed to fetch')
    if (next instanceof Error) throw next
    return next
  })
  vi.stubGlobal('fetch', asked)
  let over = false
  const person = personHere(false).finally(() => {
    over = true
  })
  // No further than it needs: what else this process has set going has timers, too, and some are set again for ever.
  while (!over) await vi.advanceTimersByTimeAsync(100)
  return { person: await person, times: asked.mock.calls.length }
}

// Nothing is kept here: there is no localStorage outside of a browser, as in one that refuses it.
describe('who works here, in a browser that keeps nothing', () => {
  it('is asked again when the question got lost, or a proxy answered for a server that starts', async () => {
    expect(await askedWith(new TypeError('Failed to fetch'), answer(502), answer(200, { principal: ada }))).toEqual({ person: ada, times: 3 })
  })

  it('is nobody when the server says so, and is not asked again', async () => {
    expect(await askedWith(answer(401))).toEqual({ person: undefined, times: 1 })
  })

  it('is unknown when no answer comes at all', async () => {
    expect(await askedWith()).toEqual({ person: undefined, times: 4 })
  })

  it('is not asked of a server that is away', async () => {
    const asked = vi.fn()
    vi.stubGlobal('fetch', asked)
    expect(await personHere(true)).toBeUndefined()
    expect(asked).not.toHaveBeenCalled()
  })
})
