import { useEffect } from 'react'

/** Pages that do not say when their first view stands are given this long, in ms. */
const LATEST_MS = 8_000

const FIRST_VIEW = 'first-view'

let tell: () => void = () => undefined
const standing = new Promise<void>((resolve) => {
  tell = resolve
})

/** The first thing a person came for is on the screen; noted for whoever measures. */
export function firstViewStands(): void {
  if (performance.getEntriesByName(FIRST_VIEW).length === 0) performance.mark(FIRST_VIEW)
  tell()
}

/** Says that the first view stands once what it shows is there. */
export function useFirstView(there: boolean): void {
  useEffect(() => {
    if (there) firstViewStands()
  }, [there])
}

/** Resolves when the first view stands: what it does not need is fetched after it and takes nothing from it. */
export async function afterFirstView(): Promise<void> {
  await Promise.race([standing, new Promise((resolve) => setTimeout(resolve, LATEST_MS))])
}
