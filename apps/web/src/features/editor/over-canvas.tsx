import { type ReactNode, useEffect } from 'react'
import { OVER_CANVAS } from '../../ui/canvas/free-canvas.ts'
import { cx } from '../../ui/class-names.ts'
import { useEditor, useEditorState } from './editor-context.ts'
import type { EditorState } from './model/editor-store.ts'

const selectOnlyNode = ({ selection: { nodes, edges } }: EditorState) => (nodes.length === 1 && edges.length === 0 ? nodes[0] : undefined)

export interface OverCanvasProps {
  at: 'left' | 'right'
  children: ReactNode
}

/** A panel that lies over the canvas where there is no room beside it, above the strip below. */
export function OverCanvas({ at, children }: OverCanvasProps) {
  useSelectedInSight()
  const place = cx(
    'absolute inset-y-0 z-30 w-80 max-w-[85%] overflow-hidden border-line bg-surface shadow-pop',
    at === 'left' ? 'left-0 border-r' : 'right-0 border-l',
  )
  return at === 'left' ? (
    <div data-region="side" {...OVER_CANVAS} className={place}>
      {children}
    </div>
  ) : (
    <aside data-region="inspector" aria-label="Inspector" {...OVER_CANVAS} className={place}>
      {children}
    </aside>
  )
}

/** The card whose settings these are is not under them: the camera brings it out. What is in the hand stays there until it is let go. */
function useSelectedInSight(): void {
  const { show } = useEditor()
  const only = useEditorState(selectOnlyNode)
  useEffect(() => {
    if (only === undefined) return
    if (!document.querySelector('.react-flow__node.dragging')) return show(only)
    const whenLetGo = () => requestAnimationFrame(() => show(only))
    window.addEventListener('pointerup', whenLetGo, { once: true })
    return () => window.removeEventListener('pointerup', whenLetGo)
  }, [only, show])
}
