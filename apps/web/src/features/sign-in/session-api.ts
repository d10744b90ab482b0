import type { SessionView } from '@aob/schemas'
import { forgetPerson, isPerson, type Person } from '../../lib/person.ts'

const PATH = '/api/v1/session'
/** How the tabs of a browser hear of each other's sign-in; it carries who it was. */
const CHANNEL = 'aob.session'

export type SignInAnswer = { kind: 'in'; session: SessionView } | { kind: 'unknown' } | { kind: 'wait'; seconds: number } | { kind: 'away' }

/** Shows the token once; the browser keeps the cookie of the answer, nobody the token. */
export async function signIn(token: string): Promise<SignInAnswer> {
  try {
    const response = await fetch(PATH, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) })
    // This API answers what its schema says.
    if (response.ok) return { kind: 'in', session: (await response.json()) as SessionView }
    if (response.status === 429) return { kind: 'wait', seconds: Number(response.headers.get('retry-after') ?? 60) }
    return response.status >= 500 ? { kind: 'away' } : { kind: 'unknown' }
  } catch {
    // No answer at all.
    return { kind: 'away' }
  }
}

/** Answers whether the session is over at the server. */
export async function signOut(): Promise<boolean> {
  try {
    const { ok } = await fetch(PATH, { method: 'DELETE' })
    if (ok) forgetPerson()
    return ok
  } catch {
    // Still signed in.
    return false
  }
}

export function tellTabs({ id, name }: Person): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage({ id, name })
  channel.close()
}

/** Calls back when somebody signs in in another tab. Answers the remover. */
export function onOtherTab(listener: (person: Person) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isPerson(data)) listener(data)
  }
  return () => channel.close()
}
