import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AnchoredChange, Operation, Workflow } from '@aob/schemas'
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'esbuild'

const ENTRY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../apps/web/src/features/editor/draft/testing/draft-writer.ts')

/** An address of the product's origin that is no page of its own. */
const PAGE = '/writer-of-the-test'

/** A gesture as its writer remembers it. */
export interface Drawn {
  patchId: string
  changes: AnchoredChange[]
}

export interface WriterState {
  unsent: number
  link: string
  blocked?: string
  kept: boolean
  base: string
  document: Workflow
  aside: { patchId: string; refusal?: string }[]
}

/** What the page of a writer answers to. */
interface InPage {
  open(name: string): Promise<void>
  draw(seed: number, count: number, salt: string): Drawn[]
  decide(seed: number): string | undefined
  view(): WriterState
  neverThere(gestures: Drawn[], base: Workflow, history: ReadonlyArray<{ operations: Operation[] }>): string[]
  isWritten(): boolean
  flush(): void
  caughtUp(): Promise<void>
  close(): Promise<void>
}

declare const draftWriter: InPage

/** The draft's engine as the page has it, in one script. */
export async function bundleWriter(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]?.text ?? ''
}

/** One person in front of one tab; its document lies under `url`, its storage in the context. */
export class WriterPage {
  readonly drawn: Drawn[] = []
  private page: Page | undefined

  constructor(
    readonly who: string,
    private readonly context: BrowserContext,
    private readonly url: string,
    private readonly script: string,
    private readonly workflow: string,
  ) {}

  get isOpen(): boolean {
    return this.page !== undefined
  }

  async open(): Promise<void> {
    this.page = await this.context.newPage()
    // The page itself is always to be had, as from a cache; its server may not be.
    await this.page.route(`${this.url}${PAGE}`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Writer</title>' }))
    await this.start()
  }

  /** Resolves once what was drawn is in the log of this browser: from here on none of it may be lost. */
  async written(): Promise<void> {
    await this.live().waitForFunction(() => draftWriter.isWritten())
  }

  async reload(): Promise<void> {
    await this.start()
  }

  async draw(seed: number, count: number, salt: string): Promise<void> {
    this.drawn.push(...(await this.live().evaluate(([s, c, t]) => draftWriter.draw(s, c, t), [seed, count, salt] as const)))
  }

  decide(seed: number): Promise<string | undefined> {
    return this.live().evaluate((s) => draftWriter.decide(s), seed)
  }

  view(): Promise<WriterState> {
    return this.live().evaluate(() => draftWriter.view())
  }

  flush(): Promise<void> {
    return this.live().evaluate(() => draftWriter.flush())
  }

  /** Resolves once the server has all that is drawn here, or says why it does not take it. */
  caughtUp(): Promise<void> {
    return this.live().evaluate(() => draftWriter.caughtUp())
  }

  neverThere(gestures: Drawn[], base: Workflow, history: ReadonlyArray<{ operations: Operation[] }>): Promise<string[]> {
    return this.live().evaluate(([g, b, h]) => draftWriter.neverThere(g, b, h), [gestures, base, history] as const)
  }

  async close(): Promise<void> {
    await this.page?.close()
    this.page = undefined
  }

  private live(): Page {
    if (!this.page) throw new Error(`${this.who} has no page open.`)
    return this.page
  }

  private async start(): Promise<void> {
    const page = this.live()
    await page.goto(`${this.url}${PAGE}`)
    await page.evaluate(this.script)
    await page.evaluate((name) => draftWriter.open(name), this.workflow)
  }
}
