import { isDeepStrictEqual } from 'node:util'
import type { DraftView, Workflow } from '@aob/schemas'
import type { Browser, BrowserContext } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { Chance } from './chance.ts'
import type { CutOffServer } from './cut-off-server.ts'
import { type Drawn, WriterPage } from './writer-page.ts'

export interface Play {
  browser: Browser
  /** The product itself; `way` is how the writers reach it. */
  productUrl: string
  way: CutOffServer
  script: string
  seed: number
  /** Gestures each of the two draws. */
  operations: number
}

export interface Outcome {
  seed: number
  drawn: number
  /** In the server's draft under their own ids. */
  taken: number
  /** What they wanted was there already. */
  already: number
  /** Shown as a conflict, and left undecided at the end or decided on the way. */
  conflicts: number
  spells: number
  absences: number
  reloads: number
  /** Sentences; none when the property holds. */
  faults: string[]
}

/** Nothing has moved for so long: it will not any more. However long it all takes, it may take. */
const STANDSTILL_MS = 120_000
const POLL_MS = 20
/** How likely, with every turn, who is cut off is connected again. */
const COMES_BACK = 0.2

/** One person: their browser, and the tabs they have open. */
interface Person {
  context: BrowserContext
  tabs: WriterPage[]
  online: boolean
  left: number
}

/** Two people draw on one draft at random, one of them in two tabs, while connections, pages and the server come and go. */
export async function play(options: Play): Promise<Outcome> {
  const name = `Convergence ${options.seed} ${Date.now()}`
  const created = await postJson<{ artifactId: string }>(`${options.productUrl}/api/v1/workflows`, {
    workflow: { schemaVersion: 1, name, nodes: [], edges: [] },
  })
  if (created.status !== 201) throw new Error(`The workflow was not created: ${JSON.stringify(created)}`)
  const people = await Promise.all([person(options, name, ['a', 'b']), person(options, name, ['c'])])
  try {
    return await new Evening(options, name, people).play()
  } finally {
    for (const { context } of people) await context.close()
  }
}

async function person({ browser, way, script, operations }: Play, workflow: string, tabs: string[]): Promise<Person> {
  const context = await browser.newContext()
  const pages = tabs.map((who) => new WriterPage(who, context, way.url, script, workflow))
  for (const page of pages) await page.open()
  return { context, tabs: pages, online: true, left: operations }
}

class Evening {
  private readonly chance: Chance
  private readonly outcome: Outcome
  /** Gestures that were shown as conflicts at some time. */
  private readonly shown = new Set<string>()
  private away = false

  constructor(
    private readonly options: Play,
    private readonly name: string,
    private readonly people: Person[],
  ) {
    this.chance = new Chance(options.seed)
    this.outcome = { seed: options.seed, drawn: 0, taken: 0, already: 0, conflicts: 0, spells: 0, absences: 0, reloads: 0, faults: [] }
  }

  async play(): Promise<Outcome> {
    for (let turn = 0; this.people.some(({ left }) => left > 0); turn++) await this.turn(turn)
    await this.everybodyBack()
    if (await this.settle()) await this.judge()
    return this.outcome
  }

  private async turn(turn: number): Promise<void> {
    const { chance } = this
    const person = this.people[chance.below(this.people.length)]
    const tab = person?.tabs[chance.below(person.tabs.length)]
    if (!person || !tab) return
    // Spells end: what is never sent only ever meets itself.
    if (!person.online && chance.of(COMES_BACK)) return this.comeOrGo(person)
    if (this.away && chance.of(COMES_BACK)) return this.serverComesOrGoes()
    const dice = chance.fraction()
    if (dice < 0.06) await this.comeOrGo(person)
    else if (dice < 0.09) this.serverComesOrGoes()
    else if (dice < 0.13) await this.reload(tab)
    else if (dice < 0.2) await this.decide(tab)
    else if (dice < 0.24) await this.catchUp(tab)
    else if (person.left > 0) {
      const count = Math.min(person.left, 1 + chance.below(6))
      await tab.draw(chance.below(2 ** 31), count, `${tab.who}${turn}_`)
      person.left -= count
    }
  }

  private async comeOrGo(person: Person): Promise<void> {
    person.online = !person.online
    if (!person.online) this.outcome.spells += 1
    await person.context.setOffline(!person.online)
  }

  private serverComesOrGoes(): void {
    this.away = !this.away
    if (this.away) this.outcome.absences += 1
    if (this.away) this.options.way.goAway()
    else this.options.way.comeBack()
  }

  private async reload(tab: WriterPage): Promise<void> {
    await this.note(tab)
    await tab.flush()
    await tab.written()
    await tab.reload()
    this.outcome.reloads += 1
  }

  private async decide(tab: WriterPage): Promise<void> {
    await this.note(tab)
    // It may have come to wait since it was looked for.
    const decided = await tab.decide(this.chance.below(2 ** 31))
    if (decided !== undefined) this.shown.add(decided)
  }

  /** Gives a tab time to hear of the others, when they can be heard of. */
  private async catchUp(tab: WriterPage): Promise<void> {
    const person = this.people.find(({ tabs }) => tabs.includes(tab))
    if (this.away || !person?.online) return
    await tab.caughtUp()
    await this.note(tab)
  }

  private async note(tab: WriterPage): Promise<void> {
    for (const { patchId } of (await tab.view()).aside) this.shown.add(patchId)
  }

  private async everybodyBack(): Promise<void> {
    this.options.way.comeBack()
    this.away = false
    for (const person of this.people) {
      person.online = true
      await person.context.setOffline(false)
      for (const tab of person.tabs) await tab.flush()
    }
  }

  private tabs(): WriterPage[] {
    return this.people.flatMap(({ tabs }) => tabs)
  }

  private async settle(): Promise<boolean> {
    let before: unknown
    const equal = async (moved: () => void) => {
      const views = await Promise.all(this.tabs().map((tab) => tab.view()))
      const now = views.map(({ unsent, document }) => [unsent, document])
      if (!isDeepStrictEqual(now, before)) moved()
      before = now
      if (views.some(({ unsent }) => unsent > 0)) return false
      const server = await this.serverDocument()
      return views.every(({ document }) => isDeepStrictEqual(document, server))
    }
    if (await untilStandstill(equal)) return true
    const views = await Promise.all(this.tabs().map((tab) => tab.view()))
    const server = await this.serverDocument()
    for (const [index, { unsent, link, blocked, document }] of views.entries())
      if (unsent > 0 || !isDeepStrictEqual(document, server))
        this.outcome.faults.push(
          `Tab ${this.tabs()[index]?.who}: ${unsent} unsent, ${link}${blocked ? `, blocked: ${blocked}` : ''}, ${isDeepStrictEqual(document, server) ? 'equal' : 'differs'}`,
        )
    return false
  }

  /** Every gesture is in the draft, wanted what the draft held, or was shown as a conflict. */
  private async judge(): Promise<void> {
    const { outcome } = this
    for (const tab of this.tabs()) await this.note(tab)
    const { gestures } = await this.draft()
    const taken = new Set(gestures.map(({ patchId }) => patchId))
    if (taken.size !== gestures.length) outcome.faults.push('A gesture is in the draft twice.')
    const drawn = this.tabs().flatMap((tab) => tab.drawn)
    const rest: Drawn[] = drawn.filter(({ patchId }) => !taken.has(patchId) && !this.shown.has(patchId))
    outcome.drawn = drawn.length
    outcome.taken = drawn.filter(({ patchId }) => taken.has(patchId)).length
    outcome.conflicts = drawn.filter(({ patchId }) => !taken.has(patchId) && this.shown.has(patchId)).length
    outcome.already = rest.length
    const [tab] = this.tabs()
    const lost = rest.length > 0 && tab ? await tab.neverThere(rest, await this.base(), gestures) : []
    for (const patchId of lost)
      outcome.faults.push(`Gesture ${patchId} is lost: ${JSON.stringify(drawn.find((gesture) => gesture.patchId === patchId)?.changes)}`)
  }

  private draft(): Promise<DraftView> {
    return getJson(`${this.options.productUrl}/api/v1/workflows/${encodeURIComponent(this.name)}/tags/main/draft`)
  }

  private base(): Promise<Workflow> {
    return getJson(`${this.options.productUrl}/api/v1/workflows/${encodeURIComponent(this.name)}/tags/main/base`)
  }

  /** What base and gestures give by the word of another implementation of RFC 6902. */
  private async serverDocument(): Promise<unknown> {
    const [{ gestures }, base] = await Promise.all([this.draft(), this.base()])
    const { default: jsonpatch } = await import('fast-json-patch')
    const operations = gestures.flatMap((gesture) => gesture.operations)
    return jsonpatch.applyPatch(base, structuredClone(operations) as never[], false, true).newDocument
  }
}

/** A GET on a connection of its own: one that was kept may have been let go of by the server at this very moment. */
async function getJson<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url, { headers: { connection: 'close' } })
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`)
  return (await response.json()) as Answer
}

/** Whether it came to hold before nothing moved any more. */
async function untilStandstill(holds: (moved: () => void) => Promise<boolean>): Promise<boolean> {
  let deadline = Date.now() + STANDSTILL_MS
  while (Date.now() < deadline) {
    const moved = () => {
      deadline = Date.now() + STANDSTILL_MS
    }
    if (await holds(moved)) return true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return false
}
