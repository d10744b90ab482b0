import type { WorkflowNote } from '@aob/schemas'
import { ViewportPortal } from '@xyflow/react'
import { StickyNote } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { NOTE_SIZE } from '../../../ui/canvas/note-size.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { useEditor, useEditorState, useEditorView } from '../editor-context.ts'
import type { EditorState } from '../model/editor-store.ts'
import { selectPreview } from '../model/editor-view.ts'
import { changeNote, deleteNote, NOTE_LEAST } from '../model/note-gestures.ts'
import { MarkdownText } from './markdown-text.tsx'
import { usePointerDrag } from './use-pointer-drag.ts'

const NONE: readonly WorkflowNote[] = []
const selectNotes = (state: EditorState): readonly WorkflowNote[] => state.document.notes ?? NONE
const ARROWS: Readonly<Record<string, XY>> = { ArrowLeft: { x: -8, y: 0 }, ArrowRight: { x: 8, y: 0 }, ArrowUp: { x: 0, y: -8 }, ArrowDown: { x: 0, y: 8 } }

/** Sticky notes, behind the cards. They are part of the document and of no run. */
export function NoteLayer() {
  const own = useEditorState(selectNotes)
  // Proposed places are shown as such.
  const notes = useEditorView(selectPreview)?.notes ?? own
  return (
    <ViewportPortal>
      {notes.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </ViewportPortal>
  )
}

function NoteCard({ note }: { note: WorkflowNote }) {
  const { store } = useEditor()
  const [editing, setEditing] = useState(note.text === '')
  const { shift, grow, onDrag, onResize } = useNoteHand(note)
  const { width = NOTE_SIZE.width, height = NOTE_SIZE.height } = note
  const box = useRef<HTMLElement>(null)
  const done = () => {
    setEditing(false)
    store.seal()
    box.current?.focus()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (editing || event.target !== event.currentTarget) return
    const step = ARROWS[event.key]
    if (step) {
      const by = event.shiftKey ? 5 : 1
      changeNote(store, note.id, 'move note', { position: { x: note.position.x + step.x * by, y: note.position.y + step.y * by } }, `note:${note.id}`)
    } else if (event.key === 'Enter') setEditing(true)
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      deleteNote(store, note.id)
      announce('Deleted note')
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section
      ref={box}
      // A note is something to move and change, like a card: it takes the focus.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      aria-label={`Note: ${note.text.split('\n')[0] || 'empty'}`}
      data-note={note.id}
      className="canvas-note nopan nodrag nowheel"
      style={{ left: note.position.x + shift.x, top: note.position.y + shift.y, width: width + grow.x, height: height + grow.y }}
      onPointerDown={editing ? undefined : onDrag}
      onDoubleClick={() => setEditing(true)}
      onKeyDown={onKeyDown}
    >
      {editing ? (
        <NoteText text={note.text} onChange={(text) => changeNote(store, note.id, 'change note', { text }, `note.text:${note.id}`)} onDone={done} />
      ) : note.text === '' ? (
        <p className="flex items-center gap-1.5 text-ink-2">
          <StickyNote aria-hidden size={14} /> Double-click to write
        </p>
      ) : (
        <MarkdownText source={note.text} />
      )}
      <span aria-hidden className="canvas-note-grip" onPointerDown={onResize} />
    </section>
  )
}

function NoteText({ text, onChange, onDone }: { text: string; onChange: (text: string) => void; onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <textarea
      ref={field}
      aria-label="Text of the note"
      value={text}
      maxLength={20_000}
      placeholder="Markdown: # heading, **bold**, - list"
      className="h-full w-full resize-none bg-transparent outline-none placeholder:text-ink-2"
      onChange={(event) => onChange(event.target.value)}
      onBlur={onDone}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onDone()
      }}
    />
  )
}

/** Moving and resizing: local until the drop, then one edit. */
function useNoteHand(note: WorkflowNote) {
  const { store } = useEditor()
  const still = { x: 0, y: 0 }
  const [shift, setShift] = useState<XY>(still)
  const [grow, setGrow] = useState<XY>(still)
  const { width = NOTE_SIZE.width, height = NOTE_SIZE.height, position, id } = note
  const bounded = useCallback((by: XY): XY => ({ x: Math.max(NOTE_LEAST.width - width, by.x), y: Math.max(NOTE_LEAST.height - height, by.y) }), [width, height])
  const onDrag = usePointerDrag({
    onMove: setShift,
    onEnd: useCallback(
      (by: XY | undefined) => {
        setShift({ x: 0, y: 0 })
        if (by) changeNote(store, id, 'move note', { position: { x: position.x + by.x, y: position.y + by.y } })
      },
      [store, id, position],
    ),
  })
  const onResize = usePointerDrag({
    onMove: useCallback((by: XY) => setGrow(bounded(by)), [bounded]),
    onEnd: useCallback(
      (by: XY | undefined) => {
        setGrow({ x: 0, y: 0 })
        if (!by) return
        const size = bounded(by)
        changeNote(store, id, 'resize note', { width: width + size.x, height: height + size.y })
      },
      [bounded, store, id, width, height],
    ),
  })
  return { shift, grow, onDrag, onResize }
}
