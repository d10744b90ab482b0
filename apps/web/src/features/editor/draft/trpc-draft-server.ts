import type { Workflow, WorkflowDocument } from '@aob/schemas'
import type { AppRouter } from '@aob/server/app-router'
import type { TRPCClient } from '@trpc/client'
import { baseOf } from './base-of.ts'
import type { DraftServer } from './draft-server.ts'

/** A server that does not answer within this is one that cannot be reached, in ms. */
const ANSWER_WITHIN_MS = 15_000
/** Pause before a refused subscription is opened again, in ms. */
const REOPEN_MS = 2_000

/** Makes documents of bases and patches. */
export interface Materializes {
  materialize(data: WorkflowDocument): Promise<Workflow>
  dispose(): void
}

/** The draft of one tag over the page's connection. What is appended is the author's, whoever is signed in when it is sent: else it is refused. */
export function trpcDraftServer(
  client: TRPCClient<AppRouter>,
  { name, tag, author }: { name: string; tag: string; author: string },
  materializes: Materializes,
): DraftServer {
  const within = () => ({ signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  return {
    append: (gesture) => client.drafts.append.mutate({ name, tag, author, ...gesture }, within()),
    read: (afterSeq) => client.drafts.read.query({ name, tag, afterSeq }, within()),
    async version(artifactId) {
      // tRPC types members of type unknown as optional; on the wire they are there.
      const data = (await client.workflows.document.query({ name, tag, artifactId }, within())) as WorkflowDocument
      return baseOf(data, await materializes.materialize(data))
    },
    follow(from, handlers) {
      let timer: ReturnType<typeof setTimeout> | undefined
      let subscription: { unsubscribe(): void } | undefined
      const open = () => {
        subscription = client.drafts.follow.subscribe(
          { name, tag, ...from },
          {
            onData: ({ data }) => handlers.onView(data),
            onConnectionStateChange: ({ state }) => handlers.onLink(state === 'pending'),
            onError: () => {
              timer = setTimeout(open, REOPEN_MS)
            },
          },
        )
      }
      open()
      return () => {
        clearTimeout(timer)
        subscription?.unsubscribe()
      }
    },
    dispose: () => materializes.dispose(),
  }
}
