import { useSyncExternalStore } from 'react'

/** Whether the window is too narrow for something; asked again when it changes. */
function narrowerThan(pixels: number): () => boolean {
  const query = `(max-width: ${pixels - 1}px)`
  const subscribe = (listener: () => void) => {
    const media = matchMedia(query)
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  return () => useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** True on a screen too narrow for authoring; the same width at which the shell changes. */
export const useIsPhone = narrowerThan(640)

/** True where panels beside the canvas would leave none of it, as on a small screen seen at 200 %: they lie over it, one at a time. */
export const useIsNarrow = narrowerThan(960)
