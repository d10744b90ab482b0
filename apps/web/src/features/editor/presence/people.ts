import type { Presence } from '@aob/schemas'
import { guestName } from './guest-name.ts'

/** Somebody else who has the workflow open. */
export interface Person {
  session: string
  name: string
  /** Another tab of this very browser. */
  own: boolean
  /** Which of the colours for people marks them, by the order they came in. */
  hue: number
  selection: readonly string[]
  /** When they were last heard of, in ms. */
  heardAt: number
}

export type People = readonly Person[]

export const HUES = 6
/** Who has not been heard of for so long is gone: the server tells of everybody who is there every 20 s. */
export const FORGET_MS = 50_000

/** The people with what one of them says taken in. */
export function withPresence(people: People, said: Presence, { device, now }: { device: string; now: number }): People {
  const others = people.filter(({ session }) => session !== said.session)
  if (said.state === 'gone') return others
  const known = people.find(({ session }) => session === said.session)
  const own = said.device === device
  const taken = new Set(others.map(({ hue }) => hue))
  const free = Array.from({ length: HUES }, (_, hue) => hue).find((hue) => !taken.has(hue))
  const person: Person = {
    session: said.session,
    name: own ? 'You, in another tab' : (said.name ?? nameOf(said)),
    own,
    hue: known?.hue ?? free ?? people.length % HUES,
    // Who asks again after a break asks with what they once came with; who has only just come has selected that.
    selection: said.state === 'asks' ? (known?.selection ?? said.selection) : said.selection,
    heardAt: now,
  }
  return known ? people.map((other) => (other === known ? person : other)) : [...others, person]
}

/** Where everybody acts as the one local person, the credential tells nobody apart; their devices do. */
function nameOf({ actor, device, session }: Presence): string {
  return actor.id === 'local-user' ? guestName(device ?? session) : (actor.name ?? actor.id)
}

export function withoutSilent(people: People, now: number): People {
  const left = people.filter(({ heardAt }) => now - heardAt < FORGET_MS)
  return left.length === people.length ? people : left
}

/** Who has a card selected, and who of them is named there: each at the first of their cards. */
export interface SelectedBy {
  cardId: string
  people: Person[]
  named: Person[]
}

/** The cards that others have selected; what is in a collapsed group is selected at its card. */
export function cardsSelected(people: People, hidden: ReadonlyMap<string, string>): SelectedBy[] {
  const cards = new Map<string, SelectedBy>()
  for (const person of people) {
    const shown = new Set(person.selection.map((id) => hidden.get(id) ?? id))
    for (const [index, cardId] of [...shown].entries()) {
      const card = cards.get(cardId) ?? { cardId, people: [], named: [] }
      cards.set(cardId, card)
      card.people.push(person)
      if (index === 0) card.named.push(person)
    }
  }
  return [...cards.values()]
}
