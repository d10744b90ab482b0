import { activationOf, prefixOf } from '@aob/ir/document'
import { type ReactNode, useCallback, useEffect, useMemo } from 'react'
import { tinykeys } from 'tinykeys'
import { useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { useShownStage } from '../../lib/live/use-stage.ts'
import { PlaceContext } from './place-context.ts'
import { placeOf, tellingRound } from './scope-place.ts'

export interface InsideProps {
  /** The round that is asked for, as in the address of the page. */
  inside: string | undefined
  onInside: (activation: string | undefined) => void
}

/** Where in the run the canvas stands. A review and a look back show the whole graph; the place is there again afterwards. */
export function PlaceProvider({ inside, onInside, children }: InsideProps & { children: ReactNode }) {
  const { run } = useRunSession()
  const { kind, document } = useShownStage()
  const place = useMemo(() => (kind === 'live' ? placeOf(document, inside) : undefined), [kind, document, inside])
  const enter = useCallback((address: string) => onInside(activationOf(address, tellingRound(run.store.getState().model, address))), [run, onInside])
  useEscape(place ? prefixOf(place.scope).slice(0, -1) : undefined, onInside)
  const value = useMemo(() => ({ place, go: onInside, enter }), [place, onInside, enter])
  return <PlaceContext.Provider value={value}>{children}</PlaceContext.Provider>
}

/** Escape lets go of the selected node first, then goes out by one level; `outside` is empty for the workflow itself. */
function useEscape(outside: string | undefined, onInside: InsideProps['onInside']): void {
  const { view } = useRunSession()
  const selected = useRunView((state) => state.selectedNodeId !== undefined)
  useEffect(() => {
    if (outside === undefined) return
    return tinykeys(window, {
      Escape: (event) => {
        if (event.defaultPrevented || isElsewhere(event.target)) return
        if (selected) view.select(undefined)
        else onInside(outside === '' ? undefined : outside)
      },
    })
  }, [outside, selected, view, onInside])
}

/** Escape belongs to a field that is being typed in, and to whatever lies over the page. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null
}
