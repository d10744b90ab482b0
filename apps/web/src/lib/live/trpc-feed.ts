import type { AppRouter } from '@aob/server/app-router'
import type { TRPCClient } from '@trpc/client'
import type { OpenFeed } from './run-feed.ts'

/** Opens `runs.events` over the client's WebSocket link; tracked ids let the link resume by itself after a break. */
export function trpcFeed(client: TRPCClient<AppRouter>): OpenFeed {
  return (runId, afterSeq, handlers) => {
    const subscription = client.runs.events.subscribe(
      { runId, ...(afterSeq > 0 ? { lastEventId: String(afterSeq) } : {}) },
      {
        onStarted: () => handlers.onStarted(),
        onData: (message) => handlers.onEvent(message.data),
        onConnectionStateChange: (change) => handlers.onLink(change.state),
        onComplete: () => handlers.onComplete(),
        onError: (error) => handlers.onError(error),
      },
    )
    return () => subscription.unsubscribe()
  }
}
