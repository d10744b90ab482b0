// Runs before anything else of the page: sets the theme before the first paint, so that a dark page never flashes white, and asks for
// what the editor shows while the page's scripts are still on their way.
;(() => {
  // Kept in step with src/ui/theme.ts.
  let choice = null
  try {
    choice = localStorage.getItem('aob.theme')
  } catch {
    // Storage may be closed to us; the system's preference decides then.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'

  // What the editor asks first, word for word as the page's own client asks it (src/lib/early-answer.test.ts holds the two together).
  const part = /^\/w\/([^/]+)$/.exec(location.pathname)?.[1]
  if (part) {
    let name
    try {
      name = decodeURIComponent(part)
    } catch {
      // No name of a workflow; the page says so.
      return
    }
    const input = JSON.stringify({ 0: { name, tag: 'main' }, 1: { name, tag: 'main' } })
    const url = `${location.origin}/trpc/workflows.document,drafts.read?batch=1&input=${encodeURIComponent(input)}`
    const answer = fetch(url)
    // Whoever takes it is told; until then a failure is nobody's.
    answer.catch(() => undefined)
    window.aobEarlyAnswer = { url, answer }
  }
})()
