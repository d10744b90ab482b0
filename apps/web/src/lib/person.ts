import type { SessionView } from '@aob/schemas'
import { inBrowser } from './browser-storage.ts'

/** Who works in this browser. */
export interface Person {
  id: string
  name: string
}

const PATH = '/api/v1/session'
/** Pauses before the server is asked once more who works here, in ms: a question that got lost is no reason to open no draft. */
const PAUSES_MS = [300, 1_000, 3_000]
/** Who was here last, for a page that opens while the server is away. */
const KEY = 'aob.person'

let known: string | undefined

/** Who the server takes us for; undefined when it does not say. */
export async function currentSession(): Promise<SessionView | undefined> {
  // Away: whoever asks does without.
  return (await askSession()) || undefined
}

/** False where there was no answer, or none of a server that is itself; undefined when it takes us for nobody. */
async function askSession(): Promise<SessionView | undefined | false> {
  try {
    const response = await fetch(PATH, { cache: 'no-store' })
    if (response.status >= 500) return false
    // This API answers what its schema says.
    return response.ok ? ((await response.json()) as SessionView) : undefined
  } catch {
    return false
  }
}

/** Nothing is left to do without, so it is asked more than once. */
async function askUntilAnswered(): Promise<SessionView | undefined> {
  for (const pause of PAUSES_MS) {
    const answer = await askSession()
    if (answer !== false) return answer
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return currentSession()
}

/** Who was signed in here last, as this tab knows; a later page of this browser knows it, too. */
export function rememberPerson({ id, name }: Person): void {
  known = id
  inBrowser.keep(KEY, JSON.stringify({ id, name }))
}

/** Signed out: what is made from now on is nobody's until somebody signs in. */
export const forgetPerson = () => inBrowser.keep(KEY, undefined)

/** What waits in this tab is the work of one person: another one begins anew. */
export const isSomebodyElse = (id: string) => known !== undefined && known !== id

/**
 * Whose changes those of this page are: the server's word, else who was here last; undefined when neither is known. While the server is
 * `away` it is not asked.
 */
export async function personHere(away: boolean): Promise<Person | undefined> {
  const remembered = rememberedPerson()
  const person = (away ? undefined : (await (remembered ? currentSession() : askUntilAnswered()))?.principal) ?? remembered
  if (person) rememberPerson(person)
  return person
}

/** The id of that person, once it is known in this tab. */
export const idOfPerson = () => known

function rememberedPerson(): Person | undefined {
  try {
    const stored: unknown = JSON.parse(inBrowser.recall(KEY) ?? 'null')
    return isPerson(stored) ? stored : undefined
  } catch {
    // Written by nobody of ours.
    return undefined
  }
}

export const isPerson = (value: unknown): value is Person =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'name' in value && typeof value.name === 'string'
