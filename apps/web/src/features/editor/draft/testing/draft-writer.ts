/**
 * A writer without a canvas, for the convergence test: the draft's engine as the page has it, in a real browser with its real IndexedDB,
 * locks and channels, against a running product. Bundled by itself and run in a page of the product (e2e/convergence).
 */

import type { Operation, Workflow, WorkflowDocument } from '@aob/schemas'
import type { AppRouter } from '@aob/server/app-router'
import { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'
import { v7 as uuid } from 'uuid'
import { Random } from '../../../../../../../packages/ir/src/testing/random.ts'
import { randomGestures } from '../../../../../../../packages/ir/src/testing/random-gestures.ts'
import { failureOf } from '../../../../lib/failure.ts'
import { baseOf } from '../base-of.ts'
import type { DraftSession } from '../draft-session.ts'
import { applied, gestureBetween, type LocalGesture } from '../local-gesture.ts'
import { openDraft } from '../open-draft.ts'
import { isThere } from '../replica.ts'
import { trpcDraftServer } from '../trpc-draft-server.ts'

const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }

function clientOfPage() {
  // The test's outages last moments; so do the pauses of this client.
  const socket = createWSClient({ url: `${location.origin.replace(/^http/, 'ws')}/trpc`, retryDelayMs: () => 100, keepAlive: { enabled: true } })
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: wsLink({ client: socket, transformer: plainJson }),
        false: httpLink({ url: `${location.origin}/trpc`, transformer: plainJson }),
      }),
    ],
  })
}

function materialized(data: WorkflowDocument): Workflow {
  // Versions of the server are workflows.
  return data.patches.reduce((at, { operations }) => applied(at, operations), JSON.parse(data.base) as Workflow)
}

export interface WriterView {
  unsent: number
  link: string
  blocked?: string | undefined
  kept: boolean
  base: string
  document: Workflow
  /** Gestures that wait for a choice, and why the server refused those it did. */
  aside: { patchId: string; refusal?: string }[]
}

let session: DraftSession | undefined

function current(): DraftSession {
  if (!session) throw new Error('The writer has not opened a draft.')
  return session
}

const writer = {
  /** Opens the draft as the page does: with what the server says, or with what the browser has kept when it cannot be asked. */
  async open(name: string): Promise<void> {
    const client = clientOfPage()
    const author = { id: 'local-user', name: 'You' }
    const server = trpcDraftServer(
      client,
      { name, tag: 'main', author: author.id },
      { materialize: async (data) => materialized(data), dispose: () => undefined },
    )
    const documentAt = async (at: object) => (await client.workflows.document.query({ name, tag: 'main', ...at })) as WorkflowDocument
    const asked = await Promise.all([documentAt({}), server.read(0)])
      .then(async ([head, view]) => {
        const data = view.base === head.head ? head : await documentAt({ artifactId: view.base })
        return { base: baseOf(data, materialized(data)), view }
      })
      .catch((error: unknown) => {
        if (failureOf(error).code !== undefined) throw error
        return undefined
      })
    session = await openDraft({ draft: `${name}@main`, author }, asked, server)
    if (!session) throw new Error('There is nothing to open: no server, and nothing kept.')
  },
  /** Gestures drawn at random on what the writer sees; answers those that changed something. */
  draw(seed: number, count: number, salt: string): LocalGesture[] {
    const random = new Random(seed)
    const made: LocalGesture[] = []
    for (let index = 0; index < count; index++) {
      const { document } = current().state()
      const after = randomGestures(document, random, `${salt}${index}`)
      const gesture = gestureBetween(document, after, { patchId: uuid(), order: 0, label: `${salt}${index}` })
      if (!gesture) continue
      current().append(gesture, after)
      made.push(gesture)
    }
    return made
  },
  /** Decides about the oldest gesture that waits; answers its id. */
  decide(seed: number): string | undefined {
    const random = new Random(seed)
    const [item] = current().state().aside
    if (!item) return undefined
    current().resolve(item.gesture.patchId, random.chance(0.4) ? 'let-go' : item.conflicts.map(() => random.pick(['mine', 'theirs'] as const)))
    return item.gesture.patchId
  },
  view(): WriterView {
    const { unsent, link, blocked, kept, base, document, aside } = current().state()
    return {
      unsent,
      link,
      blocked,
      kept,
      base: base.artifactId,
      document,
      aside: aside.map(({ gesture, refusal }) => ({ patchId: gesture.patchId, ...(refusal ? { refusal: refusal.code } : {}) })),
    }
  },
  /** Of some gestures, those that wanted something the draft never held, at none of its states. Of two things it may have held one after the other. */
  neverThere(gestures: LocalGesture[], base: Workflow, history: ReadonlyArray<{ operations: Operation[] }>): string[] {
    let state = base
    const wanted = new Map(gestures.map(({ patchId, changes }) => [patchId, changes]))
    for (const step of [undefined, ...history]) {
      if (step) state = applied(state, step.operations)
      for (const [patchId, changes] of wanted) {
        const missing = changes.filter((change) => !isThere(change, state))
        if (missing.length === 0) wanted.delete(patchId)
        else wanted.set(patchId, missing)
      }
    }
    return [...wanted.keys()]
  },
  /** Whether everything drawn here is in the log of this browser. */
  isWritten: () => !current().state().unwritten,
  flush: () => current().flush(),
  /** Sends what waits, and resolves once the server has all of it or does not take it: of this tab and of those it follows. */
  caughtUp(): Promise<void> {
    const following = current()
    following.flush()
    return new Promise((resolve) => {
      const done = () => {
        const { unsent, blocked } = following.state()
        if (unsent > 0 && blocked === undefined) return
        stop()
        resolve()
      }
      const stop = following.subscribe(done)
      done()
    })
  },
  close: () => current().close(),
}

export type DraftWriter = typeof writer

Object.assign(globalThis, { draftWriter: writer })
