import { useEffect, useState } from 'react'
import type { CanvasEditing, LooseEnd } from './canvas-editing.ts'
import { connectionFrom } from './connection-words.ts'

interface Hint {
  text: string
  x: number
  y: number
}

/** Says at the pointer why the connection in the hand may not end at the card under it. */
export function ConnectionHint({ end, editing }: { end: LooseEnd; editing: CanvasEditing }) {
  const [hint, setHint] = useState<Hint | undefined>(undefined)
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const card = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-node-id]')?.dataset.nodeId
      const text = card !== undefined && card !== end.nodeId ? editing.refusalOf(connectionFrom(end, card)) : undefined
      setHint(text === undefined ? undefined : { text, x: event.clientX + 14, y: event.clientY + 16 })
    }
    window.addEventListener('pointermove', onMove)
    return () => window.removeEventListener('pointermove', onMove)
  }, [end, editing])
  return hint ? (
    <p data-connection-hint="" className="connection-hint" style={{ left: Math.min(hint.x, window.innerWidth - 336), top: hint.y }}>
      {hint.text}
    </p>
  ) : null
}
