/** The script a page starts with; its name changes with what is in it. */
const ENTRY = /<script[^>]*\ssrc="(\/assets\/[^"]+\.js)"/

export function entryOf(html: string): string | undefined {
  return ENTRY.exec(html)?.[1]
}

/**
 * Whether the server gives out another page than the one that runs: it was brought up to date under an open tab. False when it cannot be
 * told, as in development or while the server is away.
 */
export async function isPageOutdated(running: string, fetchPage: () => Promise<string>): Promise<boolean> {
  const own = entryOf(running)
  if (own === undefined) return false
  try {
    const now = entryOf(await fetchPage())
    return now !== undefined && now !== own
  } catch {
    // No answer: the next connection asks again.
    return false
  }
}
