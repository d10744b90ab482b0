import { isPageOutdated } from '../lib/newer-page.ts'
import { notify } from '../ui/toast.tsx'

/** Says it once when the server was brought up to date under this page; drafts are in the browser's log and on the server, so a reload loses nothing. */
export function sayIfOutdated(): void {
  const running = document.querySelector('script[type="module"][src^="/assets/"]')?.outerHTML ?? ''
  void isPageOutdated(running, async () => (await fetch('/', { cache: 'no-store' })).text()).then((outdated) => {
    if (!outdated) return
    notify.attention({
      id: 'outdated-page',
      message: 'The server has a newer version of this page',
      description: 'Reload to get it. Your drafts are kept; until then this page goes on as it is.',
      durationMs: Number.POSITIVE_INFINITY,
      action: { label: 'Reload', onClick: () => location.reload() },
    })
  })
}
