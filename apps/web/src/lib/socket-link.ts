import type { AppRouter } from '@aob/server/app-router'
import { createWSClient, wsLink } from '@trpc/client/links/wsLink/wsLink'
import { plainJson } from './plain-json.ts'

/** Subscriptions over one WebSocket that opens with the first of them; fetched with the first, too. */
export function socketLink(origin: string) {
  const client = createWSClient({ url: `${origin.replace(/^http/, 'ws')}/trpc`, lazy: { enabled: true, closeMs: 10_000 }, keepAlive: { enabled: true } })
  return wsLink<AppRouter>({ client, transformer: plainJson })
}
