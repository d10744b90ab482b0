import { v7 as uuid } from 'uuid'
import type { DraftState, NewGesture } from './draft-session.ts'
import type { TabRole } from './leading-tab.ts'
import { applied, type LocalGesture } from './local-gesture.ts'
import { type Replica, withConfirmed, withOwn } from './replica.ts'
import { GROWS_MS } from './sender.ts'
import { asPublished, sharingWith } from './structure-sharing.ts'
import { factsOf, type LeaderFacts, type TabMessage } from './tab-messages.ts'

export interface FollowingTabPorts {
  post(message: TabMessage): void
  onState(state: DraftState, previous: DraftState): void
}

/**
 * A tab beside the one that leads: the leader's document with the gestures of this tab on it that the leader has not taken yet.
 * They are told again to every new leader; one it knows changes nothing. What this tab cannot carry over waits for the leader's word.
 */
export function followingTab(start: DraftState, { post, onState }: FollowingTabPorts): TabRole & { untold(): LocalGesture[] } {
  let { base } = start
  let facts: LeaderFacts = factsOf(start)
  let replica: Replica = { confirmed: start.document, pending: [], aside: [], document: start.document }
  let leader: { id: string; number: number } | undefined
  let orders = 0
  let held: LocalGesture | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const calls = new Map<string, { resolve(): void; reject(error: Error): void }>()
  let shown = start

  const untold = () => [...replica.pending, ...replica.aside.map(({ gesture }) => gesture)].sort((a, b) => a.order - b.order)

  function show(): void {
    const previous = shown
    replica = { ...replica, document: asPublished(base.document, replica.document) }
    const own = replica.pending.length + replica.aside.length
    shown = { ...facts, base, document: replica.document, unsent: facts.unsent + own, unwritten: facts.unwritten || own > 0 }
    onState(shown, previous)
  }

  function tell(): void {
    clearTimeout(timer)
    if (held) post({ kind: 'gesture', gesture: held })
    held = undefined
  }

  function offer(gesture: LocalGesture): void {
    if (held && held.patchId !== gesture.patchId) tell()
    held = gesture
    clearTimeout(timer)
    if (gesture.mergeKey === undefined) tell()
    else timer = setTimeout(tell, GROWS_MS)
  }

  /** The leader's document now; `taken` are gestures of other tabs it has, whatever became of them. */
  function confirm(document: DraftState['document'], taken: readonly string[]): void {
    const known = new Set(taken)
    const undecided = replica.aside.filter(({ gesture }) => !known.has(gesture.patchId))
    replica = withConfirmed({ ...replica, aside: undecided }, document, known, false)
  }

  function hearSnapshot(message: Extract<TabMessage, { kind: 'snapshot' }>): void {
    const renewed = leader?.id !== message.leader
    leader = { id: message.leader, number: message.number }
    facts = factsOf(message.state)
    confirm(message.state.document, message.taken)
    // A version that says what was drawn already is not drawn anew.
    base = { ...message.state.base, document: sharingWith(replica.document, message.state.base.document) }
    if (renewed) for (const gesture of untold()) if (gesture !== held) post({ kind: 'gesture', gesture })
    show()
  }

  function hearStep(message: Extract<TabMessage, { kind: 'step' }>): void {
    if (leader?.id !== message.leader || leader.number + 1 !== message.number) {
      // A word was missed, or it is about a document this tab does not have.
      hello()
      return
    }
    leader = { id: message.leader, number: message.number }
    facts = message.facts
    confirm(applied(replica.confirmed, message.operations), message.taken)
    show()
  }

  function settle({ call, failure }: Extract<TabMessage, { kind: 'refreshed' }>): void {
    const waiting = calls.get(call)
    calls.delete(call)
    if (failure === undefined) waiting?.resolve()
    else waiting?.reject(new Error(failure))
  }

  function hello(): void {
    leader = undefined
    post({ kind: 'hello' })
  }

  function hear(message: TabMessage): void {
    if (message.kind === 'leading') hello()
    else if (message.kind === 'refreshed') settle(message)
    else if (message.kind === 'snapshot') hearSnapshot(message)
    else if (message.kind === 'step') hearStep(message)
  }

  hello()
  return {
    state: () => shown,
    untold,
    hear,
    flush() {
      tell()
      post({ kind: 'flush' })
    },
    append(gesture: NewGesture, after) {
      const own = { ...gesture, order: ++orders }
      replica = withOwn(replica, own, after)
      show()
      offer(own)
    },
    amend(gesture: NewGesture, after) {
      const last = replica.pending.at(-1)
      if (!last || held?.patchId !== gesture.patchId || last.patchId !== gesture.patchId) return false
      const longer = { ...gesture, order: last.order }
      replica = { ...replica, pending: [...replica.pending.slice(0, -1), longer], document: after }
      show()
      offer(longer)
      return true
    },
    setAside: (item) => post({ kind: 'set-aside', item }),
    resolve: (patchId, choices) => post({ kind: 'resolve', patchId, choices }),
    refresh() {
      const call = uuid()
      post({ kind: 'refresh', call })
      return new Promise((resolve, reject) => calls.set(call, { resolve, reject }))
    },
    async close() {
      tell()
      for (const { reject } of calls.values()) reject(new Error('Another tab leads now.'))
      calls.clear()
    },
  }
}
