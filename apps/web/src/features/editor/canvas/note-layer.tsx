import type { WorkflowNote } from '@aob/schemas'
import { ViewportPortal } from '@xyflow/react'
import { StickyNote } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { NOTE_SIZE } from '../../../ui/canvas/note-size.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { useEditor, useEditorState, useEditorView } from '../editor-context.ts'
import type { EditorState } from '../model/editor-store.ts'
import { selectPreview } from '../model/editor-view.ts'
import { duplicateNote } from '../model/note-copies.ts'
import { changeNote, deleteNote, moveNote, NOTE_LEAST } from '../model/note-gestures.ts'
import { noteBox, sectionsOf, withSectionMoved } from '../model/sections.ts'
import { noteName } from './markdown.ts'
import { MarkdownText } from './markdown-text.tsx'
import { usePointerDrag } from './use-pointer-drag.ts'

const NONE: readonly WorkflowNote[] = []
const selectNotes = (state: EditorState): readonly WorkflowNote[] => state.document.notes ?? NONE
const ARROWS: Readonly<Record<string, XY>> = { ArrowLeft: { x: -8, y: 0 }, ArrowRight: { x: 8, y: 0 }, ArrowUp: { x: 0, y: -8 }, ArrowDown: { x: 0, y: 8 } }

const areaOf = (note: WorkflowNote): number => noteBox(note).width * noteBox(note).height

/** Sticky notes, behind the cards. They are part of the document and of no run. */
export function NoteLayer() {
  const own = useEditorState(selectNotes)
  // Proposed places are shown as such.
  const notes = useEditorView(selectPreview)?.notes ?? own
  // What lies on a larger one is drawn over it.
  const bySize = useMemo(() => [...notes].sort((a, b) => areaOf(b) - areaOf(a)), [notes])
  return (
    <ViewportPortal>
      {bySize.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </ViewportPortal>
  )
}

function NoteCard({ note }: { note: WorkflowNote }) {
  const { store, view } = useEditor()
  const [editing, setEditing] = useState(note.text === '')
  const wanted = useEditorView(({ wantedNote }) => wantedNote === note.id)
  useEffect(() => {
    if (!wanted) return
    setEditing(true)
    view.setState({ wantedNote: undefined })
  }, [wanted, view])
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
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'd') goToCopy(duplicateNote(store, note.id))
    else if (step) {
      const by = event.shiftKey ? 5 : 1
      moveNote(store, note.id, { x: step.x * by, y: step.y * by }, `note:${note.id}`)
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
      aria-label={noteName(note.text)}
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

/** Who goes on by keys goes on with the copy. */
function goToCopy(id: string | undefined): void {
  if (id === undefined) return
  announce('Duplicated note')
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-note="${CSS.escape(id)}"]`)?.focus())
}

/** As long as a note can be. */
const LONGEST = 20_000

/** What is too long for a note is not cut: it stays in the field, which does not close, until it is shorter or Escape leaves it. */
function NoteText({ text, onChange, onDone }: { text: string; onChange: (text: string) => void; onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const fault = useId()
  const [tooLong, setTooLong] = useState<string>()
  useEffect(() => field.current?.focus(), [])
  return (
    <>
      <textarea
        ref={field}
        aria-label="Text of the note"
        aria-invalid={tooLong !== undefined}
        aria-describedby={tooLong === undefined ? undefined : fault}
        value={tooLong ?? text}
        placeholder="Markdown: # heading, **bold**, - list"
        className="h-full w-full resize-none bg-transparent outline-none placeholder:text-ink-2"
        onChange={({ target: { value } }) => {
          setTooLong(value.length > LONGEST ? value : undefined)
          if (value.length <= LONGEST) onChange(value)
        }}
        onBlur={tooLong === undefined ? onDone : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          onDone()
        }}
      />
      {tooLong === undefined ? null : (
        <p id={fault} role="alert" className="absolute inset-x-2 bottom-2 rounded-lg bg-danger-soft px-2 py-1 text-danger text-sm">
          A note has at most {LONGEST.toLocaleString('en')} characters; these are {tooLong.length.toLocaleString('en')}.
        </p>
      )}
    </>
  )
}

/** Moving and resizing: shown until the drop, then one edit. A section takes along what stands on it, unless Ctrl is held; Alt leaves a copy. */
function useNoteHand(note: WorkflowNote) {
  const { store, view } = useEditor()
  const alone = useRef(true)
  const copies = useRef(false)
  const still = { x: 0, y: 0 }
  const [shift, setShift] = useState<XY>(still)
  const [grow, setGrow] = useState<XY>(still)
  const { width = NOTE_SIZE.width, height = NOTE_SIZE.height, position, id } = note
  const bounded = useCallback((by: XY): XY => ({ x: Math.max(NOTE_LEAST.width - width, by.x), y: Math.max(NOTE_LEAST.height - height, by.y) }), [width, height])
  const onPointerDrag = usePointerDrag({
    onMove: useCallback(
      (by: XY) => {
        if (alone.current) setShift(by)
        else view.setState({ preview: withSectionMoved(store.getState().document, id, by) })
      },
      [id, store, view],
    ),
    onEnd: useCallback(
      (by: XY | undefined) => {
        setShift({ x: 0, y: 0 })
        if (!alone.current) view.setState({ preview: undefined })
        if (!by) return
        if (copies.current) goToCopy(duplicateNote(store, id, { by, alone: alone.current }))
        else if (alone.current) changeNote(store, id, 'move note', { position: { x: position.x + by.x, y: position.y + by.y } })
        else moveNote(store, id, by)
      },
      [store, view, id, position],
    ),
  })
  const onDrag = (event: PointerEvent<HTMLElement>) => {
    copies.current = event.altKey
    alone.current = event.ctrlKey || event.metaKey || !sectionsOf(store.getState().document).has(id)
    onPointerDrag(event)
  }
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
