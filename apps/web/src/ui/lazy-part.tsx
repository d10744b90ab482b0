import { type ComponentType, type ReactNode, startTransition, useEffect, useState } from 'react'
import { firstViewHasStood } from '../lib/first-view.ts'
import { Button } from './button.tsx'
import { showToast } from './toast-store.ts'

const TOLD_MS = 12_000

/** A component whose code comes when it is first shown; `preload` fetches it before. */
export type LazyPart<Props extends object> = ComponentType<Props> & { preload: () => void }

/**
 * A part of a page that is fetched when it is first shown, and stands at once from then on. When it cannot be had (offline, a newer
 * bundle on the server) the part says so and offers to try again; the rest of the page, and what is in it, stays.
 * `waiting` is shown meanwhile. On a page that stands and is used it is made between other things.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
  failed: (props: Props, retry: () => void) => ReactNode = (_, retry) => <Unavailable onRetry={retry} />,
): LazyPart<Props> {
  let loaded: ComponentType<Props> | undefined
  const fetched = async () => {
    loaded ??= await load()
  }
  function Part(props: Props) {
    const [state, setState] = useState<'waiting' | 'ready' | 'failed'>(loaded ? 'ready' : 'waiting')
    useEffect(() => {
      if (state !== 'waiting') return
      let gone = false
      const tell = (next: 'ready' | 'failed') => () => {
        if (gone) return
        if (firstViewHasStood()) startTransition(() => setState(next))
        else setState(next)
      }
      fetched().then(tell('ready'), tell('failed'))
      return () => {
        gone = true
      }
    }, [state])
    if (state === 'failed') return failed(props, () => setState('waiting'))
    const Loaded = loaded
    return Loaded ? <Loaded {...props} /> : waiting
  }
  return Object.assign(Part, {
    preload: () => {
      // Nobody waits for it yet; whoever shows the part is told.
      fetched().catch(() => undefined)
    },
  })
}

/** What lies over the page when it is asked for: when it cannot be had it is closed again, and a toast says why. The page below stays. */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>, close: (props: Props) => void): LazyPart<Props> {
  return lazyPart(load, null, (props) => <NotOpened close={() => close(props)} />)
}

function NotOpened({ close }: { close: () => void }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told once, whatever its owner is by then
  useEffect(() => {
    showToast({
      kind: 'error',
      message: 'This could not be opened',
      description: 'What you have made is kept; the connection may be gone, or the page is older than the server.',
      durationMs: TOLD_MS,
    })
    close()
  }, [])
  return null
}

function Unavailable({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-2 p-4 text-center text-ink-2 text-sm">
      <p>This part of the page could not be loaded. What you have made is kept; the connection may be gone, or the page is older than the server.</p>
      <div className="flex gap-2">
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
        <Button size="sm" onClick={() => location.reload()}>
          Reload
        </Button>
      </div>
    </div>
  )
}
