import { startTransition, useEffect, useState } from 'react'
import { afterFirstView, firstViewHasStood } from './first-view.ts'

/** Where graph, drawer and side panel of a run stand side by side; on smaller screens other things come first. */
export const WIDE_LAYOUT = '(min-width: 860px)'

/** Fetches a part of a page that stands beside the graph: after the graph's first picture, at once where that is not what is shown first. */
export async function besideCanvas<Module>(load: () => Promise<Module>): Promise<Module> {
  if (matchMedia(WIDE_LAYOUT).matches) await afterFirstView()
  return load()
}

/** Whether what stands beside the graph may be drawn: after the graph's first picture, at once where that is not what is shown first. */
export function useBesideCanvas(): boolean {
  const [may, setMay] = useState(() => firstViewHasStood() || !matchMedia(WIDE_LAYOUT).matches)
  useEffect(() => {
    if (may) return
    let gone = false
    void afterFirstView().then(() => {
      if (!gone) startTransition(() => setMay(true))
    })
    return () => {
      gone = true
    }
  }, [may])
  return may
}
