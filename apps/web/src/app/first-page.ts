import type { ApiClient } from '../lib/trpc.ts'
import type { router as Router } from './router.tsx'

/** A page that is not there by then begins with what is, in ms. */
const LATEST_MS = 400
const EDITOR = /^\/w\/([^/]+)\/?$/

/**
 * Waits until the page of the address can be drawn in one piece: its code, and for the editor what it shows. A frame that says that it is
 * loading, drawn and thrown away, costs a slow machine more than it tells.
 */
export async function firstPage(router: typeof Router, client: ApiClient): Promise<void> {
  const ready = Promise.all([router.load(), askAhead(client)])
  // Who draws the page finds out what failed, and says it.
  await Promise.race([ready.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LATEST_MS))])
}

async function askAhead(client: ApiClient): Promise<void> {
  const name = EDITOR.exec(location.pathname)?.[1]
  if (name === undefined) return
  const editor = await import('./routes/editor-route.tsx')
  await editor.askAhead(client, decodeURIComponent(name))
}
