import type { AppRouter } from '@aob/server/app-router'
import { createWSClient, wsLink } from '@trpc/client/links/wsLink/wsLink'
import { plainJson } from './plain-json.ts'
import type { SignInGate } from './sign-in-gate.ts'

/** The server closes a socket by this code when somebody has to sign in first. */
const SIGN_IN_CODE = 4_401

/** Subscriptions over one WebSocket that opens with the first of them, once somebody is signed in; fetched with the first, too. */
export function socketLink(origin: string, gate: SignInGate) {
  const client = createWSClient({
    url: async () => {
      await gate.passed()
      return `${origin.replace(/^http/, 'ws')}/trpc`
    },
    onClose: (cause) => {
      if (cause?.code === SIGN_IN_CODE) gate.close()
    },
    lazy: { enabled: true, closeMs: 10_000 },
    keepAlive: { enabled: true },
  })
  return wsLink<AppRouter>({ client, transformer: plainJson })
}
