import type { TellPresenceInput } from '@aob/schemas'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Following, followPeople, TELL_AFTER_MS } from './follow-people.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const WHO = { workflow: 'Orders', session: '018f0000-0000-7000-8000-000000000001' }

/** A line that notes what went over it; the server hears the session when `started` is called. */
function followed(selection: readonly string[] = []) {
  let nodes = selection
  let changed: () => void = () => undefined
  const said: Array<[way: 'follow' | 'tell', selection: readonly string[]]> = []
  let heard: Parameters<Following['line']['follow']>[1] | undefined
  const note = (way: 'follow' | 'tell', { selection: all }: TellPresenceInput) => said.push([way, all])
  const stop = followPeople({
    who: WHO,
    line: {
      follow: (self, handlers) => {
        note('follow', self)
        heard = handlers
        return { unsubscribe: () => undefined }
      },
      tell: async (self) => note('tell', self),
    },
    own: {
      nodes: () => nodes,
      subscribe: (listener) => {
        changed = listener
        return () => undefined
      },
    },
    change: () => undefined,
  })
  return {
    said,
    stop,
    started: () => heard?.onStarted(),
    failed: () => heard?.onError(),
    select: (...ids: string[]) => {
      nodes = ids
      changed()
    },
  }
}

it('tells of what was selected while the server did not hear yet: the others forgot it with the next word of the server', () => {
  const { said, select, started, stop } = followed()
  select('price')
  vi.advanceTimersByTime(TELL_AFTER_MS)
  expect(said).toEqual([
    ['follow', []],
    ['tell', ['price']],
  ])
  // What is told before the stream stands is not what the server says again of this tab.
  started()
  expect(said.at(-1)).toEqual(['tell', ['price']])
  expect(said).toHaveLength(3)
  stop()
})

it('says what it came with once, what is selected fast when it ends, and nothing twice', () => {
  const { said, select, started, stop } = followed(['fetch'])
  started()
  for (const id of ['a', 'b', 'c']) select(id)
  vi.advanceTimersByTime(TELL_AFTER_MS)
  expect(said).toEqual([
    ['follow', ['fetch']],
    ['tell', ['c']],
  ])
  stop()
})

it('says what is selected by now when its stream was opened anew', () => {
  const { said, select, started, failed, stop } = followed(['fetch'])
  started()
  select('send')
  vi.advanceTimersByTime(TELL_AFTER_MS)
  started()
  expect(said.at(-1)).toEqual(['tell', ['send']])
  failed()
  vi.advanceTimersByTime(10_000)
  expect(said.at(-1)).toEqual(['follow', ['send']])
  stop()
})
