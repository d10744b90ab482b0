import { useSyncExternalStore } from 'react'
import { WIDE_LAYOUT } from '../../lib/after-canvas.ts'

/** True while the media query holds. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** True where graph, drawer and side panel stand side by side. */
export function useWideLayout(): boolean {
  return useMedia(WIDE_LAYOUT)
}
