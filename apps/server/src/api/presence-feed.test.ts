import type { Presence, TellPresenceInput, WorkspaceNotice } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { createServicesDouble } from '../gateway/testing/services-double.ts'
import type { Caller } from '../usecases/services.ts'
import { followWorkspace } from './notice-feed.ts'
import { followPresence, presenceOf } from './presence-feed.ts'

const caller = (name: string): Caller => ({ workspaceId: 'local', actor: { kind: 'human', id: name.toLowerCase(), name } })
const self = (selection: string[] = []): TellPresenceInput => ({ workflow: 'Orders', session: uuidv7(), selection })

function coming(live: ReturnType<typeof createServicesDouble>['services']['live'], who: Caller, me = self()) {
  const stop = new AbortController()
  return { me, stop, feed: followPresence({ live, caller: who, self: me, signal: stop.signal }) }
}

const said = async (feed: AsyncGenerator<Presence, void, void>) => (await feed.next()).value

it('who comes hears who is there, those hear who came, what they select, and that they left', async () => {
  const { live } = createServicesDouble().services
  const [ada, mira] = [coming(live, caller('Ada'), self(['fetch'])), coming(live, caller('Mira'))]
  const adaHears = said(ada.feed)
  const miraHears = said(mira.feed)
  expect(await adaHears).toMatchObject({ state: 'asks', actor: { name: 'Mira' } })
  expect(await miraHears).toMatchObject({ state: 'here', actor: { name: 'Ada' }, selection: ['fetch'] })
  live.tellPresence('local', 'Orders', presenceOf(caller('Mira'), { ...mira.me, selection: ['send'] }, 'here'))
  expect(await said(ada.feed)).toMatchObject({ session: mira.me.session, selection: ['send'] })
  // A third one hears what Mira has selected last, not what she came with.
  const third = coming(live, caller('Tom'))
  const hears = [await said(third.feed), await said(third.feed)]
  expect(hears.map((presence) => presence?.selection)).toEqual(expect.arrayContaining([['fetch'], ['send']]))
  const next = said(mira.feed)
  ada.stop.abort()
  for await (const _rest of ada.feed);
  let heard = await next
  while (heard?.state !== 'gone') heard = await said(mira.feed)
  expect(heard.session).toBe(ada.me.session)
  for (const { stop } of [mira, third]) stop.abort()
})

it('is heard neither in another workspace nor in another workflow, and costs those nothing who only watch the workspace', async () => {
  const { services, notify } = createServicesDouble()
  const { live } = services
  const stop = new AbortController()
  const notices = followWorkspace(live, 'local', stop.signal)
  const first = notices.next()
  const elsewhere = coming(live, { ...caller('Eve'), workspaceId: 'elsewhere' })
  const other = coming(live, caller('Tom'), { ...self(), workflow: 'Invoices' })
  const [eve, tom] = [elsewhere.feed.next(), other.feed.next()]
  const ada = coming(live, caller('Ada'))
  const asked = ada.feed.next()
  for (const { stop: end } of [elsewhere, other, ada]) end.abort()
  expect([await eve, await tom, await asked].map(({ done }) => done)).toEqual([true, true, true])
  const notice: WorkspaceNotice = { kind: 'workflow', workflowName: 'Orders' }
  notify(notice)
  expect((await first).value).toEqual(notice)
  stop.abort()
})
