import { useSyncExternalStore } from 'react'

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

/** Where graph, drawer and side panel stand side by side. */
export const WIDE_LAYOUT = '(min-width: 860px)'

export function useWideLayout(): boolean {
  return useMedia(WIDE_LAYOUT)
}
