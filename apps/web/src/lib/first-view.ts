import { useEffect } from 'react'
import { painted } from './painted.ts'

/** Pages that never say when their first view stands, as one that says what failed, are given this long, in ms; a slow machine needs as much. */
const LATEST_MS = 30_000

const FIRST_VIEW = 'first-view'

let tell: () => void = () => undefined
const standing = new Promise<void>((resolve) => {
  tell = resolve
})

/** Whether the page has shown what a person came for. */
export function firstViewHasStood(): boolean {
  return performance.getEntriesByName(FIRST_VIEW).length > 0
}

/** The first thing a person came for is on the screen; noted for whoever measures. */
function firstViewStands(): void {
  if (!firstViewHasStood()) performance.mark(FIRST_VIEW)
  tell()
}

/** Says that the first view stands when it is on the screen. */
export async function firstViewIsPainted(): Promise<void> {
  await painted()
  firstViewStands()
}

/** Says that the first view stands once what it shows is there. */
export function useFirstView(there: boolean): void {
  useEffect(() => {
    if (there) void firstViewIsPainted()
  }, [there])
}

/** Resolves when the first view stands: what it does not need is fetched after it and takes nothing from it. */
export async function afterFirstView(): Promise<void> {
  await Promise.race([standing, new Promise((resolve) => setTimeout(resolve, LATEST_MS))])
}

/** Code the first view does not need, fetched after it. Where it cannot be had the console says so, and the page goes on without. */
export async function loadedAfterFirstView<Module>(what: string, load: () => Promise<Module>): Promise<Module | undefined> {
  await afterFirstView()
  try {
    return await load()
  } catch (error) {
    console.warn(`${what} could not be loaded; the page goes on without.`, error)
    return undefined
  }
}
