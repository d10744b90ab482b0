import { ViewportPortal } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { useEditor } from '../editor-context.ts'
import { boxOf } from '../model/card-box.ts'
import type { ClipboardEnvelope } from '../model/clipboard-envelope.ts'
import { fragmentWords, insertFragment, offsetToCentre } from '../model/copy-gestures.ts'
import { snap } from '../model/document-edit.ts'
import type { Pasting } from '../model/editor-view.ts'
import { noteBox } from '../model/sections.ts'

/** Drawn of what is in the hand; thousands of frames say no more. */
const MOST_DRAWN = 200

function insideCanvas({ x, y }: XY): boolean {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect()
  return box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
}

function middleOfCanvas(): XY {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect()
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 0, y: 0 }
}

/** Notes first: they lie behind. */
function framesOf({ nodes, notes = [] }: ClipboardEnvelope) {
  const ofNotes = notes.map((note) => ({ key: `note:${note.id}`, title: '', ...noteBox(note) }))
  const ofNodes = nodes.slice(0, MOST_DRAWN).map((node) => ({ key: node.id, title: nodeTitle(node), ...boxOf(node) }))
  return [...ofNotes.slice(0, MOST_DRAWN), ...ofNodes]
}

/** Copied nodes as frames under the pointer: a click or Enter puts them down, Escape puts them away. One step of history. */
export function PasteGhost({ pasting: { fragment, from } }: { pasting: Pasting }) {
  const { store, view } = useEditor()
  const camera = useCamera()
  const [screen, setScreen] = useState<XY>(() => (from && insideCanvas(from) ? from : middleOfCanvas()))
  const at = camera.screenToFlowPosition(screen, { snapToGrid: false })
  const offset = snap(offsetToCentre(fragment, at))
  const boxes = useMemo(() => framesOf(fragment), [fragment])
  useEffect(() => announce(`${fragmentWords(fragment)} in the hand. Enter or a click puts them down, Escape puts them away.`), [fragment])
  useEffect(() => {
    const close = () => view.setState({ pasting: undefined })
    const put = () => {
      insertFragment(store, fragment, offset, 'paste')
      announce(`Pasted ${fragmentWords(fragment)}`)
      close()
    }
    const onMove = (event: PointerEvent) => setScreen({ x: event.clientX, y: event.clientY })
    const onDown = (event: PointerEvent) => {
      if (!insideCanvas({ x: event.clientX, y: event.clientY })) return close()
      if (event.button !== 0) return
      event.preventDefault()
      event.stopPropagation()
      // The click that follows means this, and not the canvas, which would choose nothing.
      window.addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true })
      put()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Enter') put()
      else close()
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerdown', onDown, { capture: true })
    window.addEventListener('keydown', onKey, { capture: true })
    return () => {
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerdown', onDown, { capture: true })
      window.removeEventListener('keydown', onKey, { capture: true })
    }
  }, [fragment, offset, store, view])
  return (
    <ViewportPortal>
      <div data-paste-ghost={fragment.nodes.length} aria-hidden>
        {boxes.map(({ key, title, x, y, width, height }) => (
          <div key={key} className="drag-original" style={{ left: x + offset.x, top: y + offset.y, width, height }}>
            <span className="paste-ghost-title">{title}</span>
          </div>
        ))}
      </div>
    </ViewportPortal>
  )
}
