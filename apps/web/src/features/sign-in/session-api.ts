import type { SessionView } from '@aob/schemas'

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

/** Who the server takes us for; undefined when it does not say. */
export async function currentSession(): Promise<SessionView | undefined> {
  try {
    const response = await fetch(PATH, { cache: 'no-store' })
    // This API answers what its schema says.
    return response.ok ? ((await response.json()) as SessionView) : undefined
  } catch {
    // Away: whoever asks does without.
    return undefined
  }
}

/** Answers whether the session is over at the server. */
export async function signOut(): Promise<boolean> {
  try {
    return (await fetch(PATH, { method: 'DELETE' })).ok
  } catch {
    // Still signed in.
    return false
  }
}

let known: string | undefined

/** Who was signed in here last, as this tab knows. */
export const rememberPerson = (id: string) => {
  known = id
}

/** What waits in this tab is the work of one person: another one begins anew. */
export const isSomebodyElse = (id: string) => known !== undefined && known !== id

export function tellTabs(personId: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(personId)
  channel.close()
}

/** Calls back when somebody signs in in another tab. Answers the remover. */
export function onOtherTab(listener: (personId: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => {
    if (typeof data === 'string') listener(data)
  }
  return () => channel.close()
}
