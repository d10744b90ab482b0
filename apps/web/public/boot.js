// Runs before anything else of the page: sets the theme before the first paint, so that a dark page never flashes white.
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
})()
