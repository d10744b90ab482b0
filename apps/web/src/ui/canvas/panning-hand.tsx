import { useKeyPress } from '@xyflow/react'
import { type RefObject, useLayoutEffect } from 'react'

/** The key is the canvas's wherever the focus is, text excepted: as React Flow listens to it. */
const ANYWHERE = { target: typeof window === 'undefined' ? undefined : window }

/** While Space is held the hand takes the canvas, whatever lies under it: cards, connections and notes let it through (`hand.css`). */
export function PanningHand({ section }: { section: RefObject<HTMLElement | null> }) {
  const held = useKeyPress('Space', ANYWHERE)
  useLayoutEffect(() => {
    section.current?.toggleAttribute('data-panning', held)
  }, [section, held])
  return null
}
