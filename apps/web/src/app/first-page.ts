import type { ApiClient } from '../lib/trpc.ts'
import type { router as Router } from './router.tsx'

/** A page that is not there by then begins with what is, in ms. */
const LATEST_MS = 400
/** What the page is set in, as styles.css names it. */
const FONT = '1em "Inter Variable"'
const EDITOR = /^\/w\/([^/]+)\/?$/

/**
 * Waits until the page of the address can be drawn in one piece: its code, its font, and for the editor what it shows. Text that is laid out
 * before its font is there is laid out twice, and everything styled twice. A frame that says that it is
 * loading, drawn and thrown away, costs a slow machine more than it tells.
 */
export async function firstPage(router: typeof Router, client: ApiClient): Promise<void> {
  const ready = Promise.all([router.load(), askAhead(client), font()])
  // Who draws the page finds out what failed, and says it.
  await Promise.race([ready.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LATEST_MS))])
}

/** Without it the text is set in another one. */
async function font(): Promise<void> {
  await document.fonts.load(FONT).catch(() => undefined)
}

async function askAhead(client: ApiClient): Promise<void> {
  const name = EDITOR.exec(location.pathname)?.[1]
  if (name === undefined) return
  const editor = await import('./routes/editor-route.tsx')
  await editor.askAhead(client, decodeURIComponent(name))
}
