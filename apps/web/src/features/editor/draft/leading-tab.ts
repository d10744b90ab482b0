import { exactOperationsBetween } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import type { DraftLog } from './draft-log.ts'
import type { DraftServer } from './draft-server.ts'
import type { DraftSession, DraftState } from './draft-session.ts'
import { createLeader } from './leader.ts'
import type { LocalGesture } from './local-gesture.ts'
import type { SharedDraft } from './shared-draft.ts'
import { factsOf, type TabMessage } from './tab-messages.ts'

/** The tab as its session sees it, in either role. */
export interface TabRole extends Omit<DraftSession, 'subscribe'> {
  hear(message: TabMessage): void
}

export interface LeadingTabPorts {
  /** Names this tab among the leaders there have been. */
  tabId: string
  server: DraftServer
  log: DraftLog | undefined
  post(message: TabMessage): void
  onState(state: DraftState, previous: DraftState): void
}

/** The leader with its word to the tabs that follow; it says nothing while there are none. What it says is in the log already. */
export function leadingTab(
  start: SharedDraft,
  { own, shown }: { own: readonly LocalGesture[]; shown: Workflow },
  { tabId, server, log, post, onState }: LeadingTabPorts,
): TabRole {
  let followed = false
  let number = 0
  let said: DraftState | undefined
  let saying: Promise<void> = Promise.resolve()

  const leader = createLeader(start, {
    server,
    log,
    onStep: ({ kept }) => {
      if (followed) say(kept)
    },
    onState(state, previous) {
      onState(state, previous)
      if (followed) say(leader.written())
    },
  })

  /** Tells what has changed since the last word, once it is kept; `again` also when nothing has. */
  function say(kept: Promise<void>, again?: 'again' | 'whole'): void {
    const state = leader.state()
    const taken = [...leader.adopted()]
    saying = Promise.all([saying, kept]).then(() => {
      if (again === undefined && said === state) return
      number += 1
      if (again === 'whole' || !said || said.base !== state.base) post({ kind: 'snapshot', leader: tabId, number, state, taken })
      else {
        const operations = exactOperationsBetween(said.document, state.document)
        post({ kind: 'step', leader: tabId, number, operations, facts: factsOf(state), taken })
      }
      said = state
    })
  }

  function hear(message: TabMessage): void {
    switch (message.kind) {
      case 'hello':
        followed = true
        say(leader.written(), 'whole')
        break
      case 'gesture':
        leader.adopt(message.gesture)
        // Known already or nothing new: the tab still waits for the word that it is taken.
        say(leader.written(), 'again')
        break
      case 'set-aside':
        leader.setAside(message.item)
        break
      case 'resolve':
        leader.resolve(message.patchId, message.choices)
        break
      case 'flush':
        leader.flush()
        break
      case 'refresh':
        refreshFor(message.call)
    }
  }

  function refreshFor(call: string): void {
    leader.refresh().then(
      () => saying.then(() => post({ kind: 'refreshed', call })),
      (error: unknown) => post({ kind: 'refreshed', call, failure: error instanceof Error ? error.message : String(error) }),
    )
  }

  for (const gesture of own) leader.adopt(gesture)
  leader.showAs(shown)
  post({ kind: 'leading' })
  return { ...leader, hear }
}
