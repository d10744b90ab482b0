import type { DraftGesture, DraftView, Workflow } from '@aob/schemas'
import { v7 as uuid } from 'uuid'
import { type Failure, failureOf } from '../../../lib/failure.ts'
import type { DraftLog } from './draft-log.ts'
import type { DraftServer } from './draft-server.ts'
import { type DraftLink, type DraftState, type NewGesture, stateOf } from './draft-session.ts'
import { insistedOn } from './insist.ts'
import { applied, type LocalGesture } from './local-gesture.ts'
import { BLOCKING, isUnreachable, MOVED } from './refusals.ts'
import { type Choice, isEcho, type SetAside, withCarried, withOwn, withoutAside, withoutPending } from './replica.ts'
import { createSender, type SendOutcome } from './sender.ts'
import { type SharedDraft, shownAs, withDraft, withGestures } from './shared-draft.ts'

/** Pause before the draft is read again while no news of it come by themselves, or one could not be taken in, in ms. */
const READ_AGAIN_MS = 2_000

/** What happened to the draft, for the tabs that follow. */
export interface DraftStep {
  before: SharedDraft
  after: SharedDraft
  /** Resolves when the log has it. */
  kept: Promise<void>
}

export interface LeaderPorts {
  server: DraftServer
  /** Absent where the browser keeps nothing. */
  log: DraftLog | undefined
  onStep(step: DraftStep): void
  onState(state: DraftState, previous: DraftState): void
}

/**
 * The one tab that writes: the log in this browser, and to the server's draft.
 *
 * - D1 a gesture is in the log before the server is asked to take it, and leaves it only when the server has it, when it turns out to be
 *   there already, or when the person has chosen.
 * - D2 gestures go one at a time, in order, each with the state it was written for; the server carries it over what came meanwhile, by
 *   the same rules as this tab, so that two who send at once do not keep refusing each other.
 * - D3 answers are folded in in the order they come; one that leaves a gap is replaced by reading anew.
 */
export function createLeader(start: SharedDraft, ports: LeaderPorts) {
  const { server, log } = ports
  let draft = start
  let link: DraftLink = 'connecting'
  let blocked: string | undefined
  let kept = log !== undefined
  let closed = false
  let stored: SharedDraft | undefined
  let keptSoFar = start
  let reading: Promise<void> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  /** News come by themselves. */
  let live = false
  let shown = stateOf(draft, { link, kept, unwritten: false })
  let orders = Math.max(0, ...draft.pending.map(({ order }) => order), ...draft.aside.map(({ gesture }) => gesture.order))
  let writing = write(start)

  function write(after: SharedDraft): Promise<void> {
    const before = stored
    stored = after
    if (!log) return Promise.resolve()
    return log.write(before, after).then(
      () => {
        keptSoFar = after
        setFacts({ kept: true })
      },
      (error: unknown) => {
        console.warn('What the server does not have yet cannot be kept in this browser.', error)
        // The next write says everything anew.
        stored = undefined
        setFacts({ kept: false })
      },
    )
  }

  function setFacts(facts: { link?: DraftLink; kept?: boolean; blocked?: string | undefined }): void {
    link = facts.link ?? link
    kept = facts.kept ?? kept
    if ('blocked' in facts) blocked = facts.blocked
    show()
  }

  function show(): void {
    const previous = shown
    shown = stateOf(draft, { link, kept, blocked, unwritten: log !== undefined && (keptSoFar.pending !== draft.pending || keptSoFar.aside !== draft.aside) })
    if (!closed) ports.onState(shown, previous)
  }

  function become(after: SharedDraft): void {
    if (after === draft) return
    const before = draft
    draft = after
    writing = write(after)
    ports.onStep({ before, after, kept: writing })
    show()
  }

  /** What the server says follows what is known; anything else is read from the beginning. */
  async function take(view: Pick<DraftView, 'draftId' | 'base' | 'head' | 'seq' | 'gestures'>): Promise<void> {
    const { draftId, base, head } = view
    if (base === draft.base.artifactId && draftId !== undefined && (draft.draftId ?? draftId) === draftId) {
      const after = followed(draftId, view.gestures)
      if (after && after.seq >= view.seq) return become(after.head === head ? after : { ...after, head })
    } else if (base === draft.base.artifactId && draftId === undefined && draft.draftId === undefined && draft.seq === 0) {
      return become(draft.head === head ? draft : { ...draft, head })
    }
    if (base === draft.base.artifactId && draftId !== undefined && draftId === draft.draftId) {
      const missing = await server.read(draft.seq)
      const after = missing.draftId === draftId ? followed(draftId, missing.gestures) : undefined
      if (after && after.seq >= missing.seq) return become(after.head === missing.head ? after : { ...after, head: missing.head })
    }
    const whole = await server.read(0)
    const onto = whole.base === draft.base.artifactId ? draft.base : await server.version(whole.base)
    if (!closed) become(withDraft(draft, onto, whole))
  }

  function followed(draftId: string, gestures: readonly DraftGesture[]): SharedDraft | undefined {
    try {
      return withGestures(draft, draftId, gestures)
    } catch (error) {
      console.warn('The draft here is not the one the server has; it is read anew.', error)
      return undefined
    }
  }

  /** One at a time, in the order of the calls. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = (reading ?? Promise.resolve()).then(work)
    reading = turn.catch(() => undefined)
    return turn
  }

  async function refresh(): Promise<void> {
    await inTurn(async () => {
      try {
        await take(await server.read(draft.seq))
        setFacts({ link: 'online' })
      } catch (error) {
        if (isUnreachable(failureOf(error))) setFacts({ link: 'offline' })
        throw error
      }
    })
    sender.flush()
  }

  /** Reads in a moment, and goes on to for as long as no news come by themselves. */
  function readAgain(): void {
    if (closed) return
    clearTimeout(again)
    again = setTimeout(() => {
      refresh().then(() => (live ? undefined : readAgain()), readAgain)
    }, READ_AGAIN_MS)
  }

  async function send(gesture: LocalGesture): Promise<SendOutcome> {
    await writing
    const at = draft.draftId === undefined ? { baseVersion: draft.base.artifactId } : { draftId: draft.draftId, afterSeq: draft.seq }
    try {
      const answer = await server.append({ patchId: gesture.patchId, operations: gesture.operations, rebase: true, ...at })
      setFacts({ link: 'online', blocked: undefined })
      await inTurn(() => takeAnswer(answer.draftId, answer.gesture))
      return isPending(gesture) ? 'later' : 'sent'
    } catch (error) {
      return failedToSend(gesture, failureOf(error))
    }
  }

  async function takeAnswer(draftId: string, gesture: DraftGesture): Promise<void> {
    await take({ draftId, base: draft.base.artifactId, head: draft.head, seq: gesture.seq, gestures: [gesture] })
  }

  async function failedToSend(gesture: LocalGesture, failure: Failure): Promise<SendOutcome> {
    const { code = '', message } = failure
    if (isUnreachable(failure)) {
      setFacts({ link: 'offline' })
      return 'later'
    }
    if (MOVED.has(code)) {
      try {
        const { seq } = draft
        await inTurn(async () => take(await server.read(seq)))
        // By the same rules it would be set aside by now; were it not, it would be refused for ever.
        if (code === 'patch.conflict' && draft.seq === seq && isPending(gesture)) setAsideRefused(gesture, { code, message })
        return 'again'
      } catch (error) {
        if (isUnreachable(failureOf(error))) setFacts({ link: 'offline' })
        return 'later'
      }
    }
    if (BLOCKING.has(code)) {
      setFacts({ link: 'online', blocked: message })
      return 'later'
    }
    setAsideRefused(gesture, { code, message })
    return 'sent'
  }

  function setAsideRefused(gesture: LocalGesture, refusal: { code: string; message: string }): void {
    become({ ...draft, ...withoutPending(draft, { gesture, conflicts: [], refusal }) })
  }

  const isPending = (gesture: LocalGesture) => draft.pending.some(({ patchId }) => patchId === gesture.patchId)

  const adopted = new Set<string>()
  const sender = createSender({ pending: () => draft.pending.filter((gesture) => !isEcho(gesture)), send })
  const stopFollowing = server.follow(
    { ...(draft.draftId === undefined ? {} : { draftId: draft.draftId }), afterSeq: draft.seq },
    {
      onView: (view) => {
        live = true
        setFacts({ link: 'online' })
        inTurn(() => take(view)).catch((error: unknown) => {
          console.warn('News of the draft could not be taken in; it is read again in a moment.', error)
          live = false
          readAgain()
        })
      },
      onLink(up) {
        live = up
        if (up) {
          setFacts({ link: 'online' })
          sender.flush()
        } else {
          if (link === 'online') setFacts({ link: 'offline' })
          readAgain()
        }
      },
    },
  )
  if (draft.pending.length > 0) sender.flush()

  return {
    draft: () => draft,
    state: () => shown,
    written: () => writing,
    /** The tab has shown this document already: where it says the same, it stays the same object. */
    showAs(shownBefore: Workflow): void {
      draft = shownAs(draft, shownBefore)
      show()
    },
    /** Gestures of other tabs that are in the log. */
    adopted: (): ReadonlySet<string> => adopted,
    refresh,
    flush: sender.flush,
    append(gesture: NewGesture, after: Workflow): void {
      const own = { ...gesture, order: ++orders }
      become({ ...draft, ...withOwn(draft, own, after) })
      sender.offer(own)
    },
    amend(gesture: NewGesture, after: Workflow): boolean {
      const last = draft.pending.at(-1)
      if (last?.patchId !== gesture.patchId || sender.isSending(last.patchId)) return false
      const longer = { ...gesture, order: last.order }
      become({ ...draft, pending: [...draft.pending.slice(0, -1), longer], document: after })
      sender.offer(longer)
      return true
    },
    /** A gesture of another tab; one that is known already changes nothing. */
    adopt(gesture: LocalGesture): void {
      if (adopted.has(gesture.patchId) || isKnown(draft, gesture.patchId)) return
      adopted.add(gesture.patchId)
      become({ ...draft, ...withCarried(draft, { ...gesture, order: ++orders }) })
      sender.flush()
    },
    setAside({ gesture, ...why }: SetAside): void {
      become({ ...draft, aside: [...draft.aside, { ...why, gesture: { ...gesture, order: ++orders } }] })
    },
    resolve(patchId: string, choices: readonly Choice[] | 'let-go'): void {
      const item = draft.aside.find(({ gesture }) => gesture.patchId === patchId)
      if (!item) return
      const rest = { ...draft, ...withoutAside(draft, patchId) }
      const mine = choices === 'let-go' ? undefined : insistedOn(item, draft.document, { patchId: uuid(), order: ++orders }, choices)
      become(mine ? { ...rest, ...withOwn(rest, mine, applied(draft.document, mine.operations)) } : rest)
      sender.flush()
    },
    async close(): Promise<void> {
      closed = true
      clearTimeout(again)
      sender.close()
      stopFollowing()
      await writing
    },
  }
}

export type Leader = ReturnType<typeof createLeader>

function isKnown({ pending, aside, gestures }: SharedDraft, patchId: string): boolean {
  return (
    pending.some((gesture) => gesture.patchId === patchId) ||
    aside.some(({ gesture }) => gesture.patchId === patchId) ||
    gestures.some((gesture) => gesture.patchId === patchId)
  )
}
