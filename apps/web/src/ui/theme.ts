import { useCallback, useSyncExternalStore } from 'react'
import { inBrowser } from '../lib/browser-storage.ts'

export type ThemeChoice = 'light' | 'dark' | 'system'

const KEY = 'aob.theme'
const listeners = new Set<() => void>()
const systemDark = () => matchMedia('(prefers-color-scheme: dark)').matches

function readChoice(): ThemeChoice {
  const stored = inBrowser.recall(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function resolve(choice: ThemeChoice): 'light' | 'dark' {
  if (choice !== 'system') return choice
  return systemDark() ? 'dark' : 'light'
}

/** Kept between changes: asking storage and media costs, and is asked with every render. */
let present: 'light' | 'dark' | undefined

function presentTheme(): 'light' | 'dark' {
  present ??= resolve(readChoice())
  return present
}

function apply(): void {
  present = resolve(readChoice())
  document.documentElement.dataset.theme = present
  for (const listener of listeners) listener()
}

/** Keeps the theme for this browser and repaints the page. */
export function setTheme(choice: ThemeChoice): void {
  inBrowser.keep(KEY, choice === 'system' ? undefined : choice)
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // The system may have changed while nobody listened.
  present = undefined
  const media = matchMedia('(prefers-color-scheme: dark)')
  media.addEventListener('change', apply)
  return () => {
    listeners.delete(listener)
    media.removeEventListener('change', apply)
  }
}

/** The theme in use, and the other one to switch to. */
export function useTheme(): { resolved: 'light' | 'dark'; toggle: () => void } {
  const resolved = useSyncExternalStore(subscribe, presentTheme)
  const toggle = useCallback(() => setTheme(resolved === 'dark' ? 'light' : 'dark'), [resolved])
  return { resolved, toggle }
}
