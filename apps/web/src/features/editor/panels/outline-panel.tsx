import type { Workflow } from '@aob/schemas'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { typeLook } from '../../../ui/canvas/node-look.ts'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { isPath, showWithin } from '../bodies/open-body.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { isOutlinedAlike, type OutlineRow, openRows, outlineRows, type SiblingPlace, siblingPlaces } from './outline-rows.ts'
import { TypeIcon } from './type-icon.tsx'

const ROOT: readonly string[] = []
/** A line further in, in pixels. */
const INDENT = 16

/** Heights of the two kinds of lines, in pixels. */
const NODE_LINE = 32
const EDGE_LINE = 24
/** Lines mounted above and below those in view. */
const OVERSCAN = 12

interface OutlineLineProps {
  row: OutlineRow
  index: number
  place: SiblingPlace | undefined
  /** Pixels from the top of the tree. */
  top: number
  /** Undefined where nothing folds away. */
  open: boolean | undefined
  selected: boolean
  /** Tab leads to this line. */
  reached: boolean
  /** It stands for something on the canvas. */
  drawn: boolean
  onReveal: () => void
}

/** The workflow as a tree, in running order: the way around the graph without a pointer. Only the lines in view are mounted. */
export function OutlinePanel() {
  const editor = useEditor()
  const { inside } = editor
  // Wherever one stands: it is the whole workflow that is told.
  const document = useStore((inside?.root ?? editor).store, selectDocument)
  const here = inside?.body.path ?? ROOT
  const selection = useEditorState(selectSelection)
  const all = useOutline(document)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => openRows(all, closed), [all, closed])
  const places = useMemo(() => siblingPlaces(rows), [rows])
  const active = Math.max(
    0,
    rows.findIndex((row) => isChosen(row, here, selection)),
  )
  const { tree, virtualizer, walkTo } = useLines(rows, active)

  function toggle(id: string, open: boolean) {
    const next = new Set(closed)
    if (open) next.delete(id)
    else next.add(id)
    setClosed(next)
  }
  function onKeyDown(event: KeyboardEvent) {
    const line = (event.target as HTMLElement).closest<HTMLElement>('[role=treeitem]')
    const index = line ? Number(line.dataset.index) : -1
    const id = line?.dataset.outlineId
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (to !== undefined) walkTo(to)
    else if (event.key === 'ArrowRight' && id) toggle(id, true)
    else if (event.key === 'ArrowLeft' && id) toggle(id, false)
    else if ((event.key === 'Enter' || event.key === ' ') && line) line.click()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Panel title="Outline" label="Outline">
      {rows.length === 0 ? <p className="px-4 py-6 text-center text-ink-2 text-sm">Nothing here yet. Add a node to begin.</p> : null}
      <div ref={tree} role="tree" tabIndex={-1} aria-label="Nodes in running order" className="h-full overflow-y-auto p-2" onKeyDown={onKeyDown}>
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row ? (
              <OutlineLine
                key={row.key}
                row={row}
                index={index}
                place={places[index]}
                top={start}
                open={row.holds ? !closed.has(row.key) : undefined}
                selected={isChosen(row, here, selection)}
                reached={index === active}
                drawn={isPath(row.path, here)}
                onReveal={() => showWithin(editor, row.path, row.edgeId === undefined ? { nodeId: row.nodeId } : { edgeId: row.edgeId })}
              />
            ) : null
          })}
        </div>
      </div>
    </Panel>
  )
}

/** Whether a line is that of something selected in what is drawn on: a node, or a connection. */
function isChosen({ path, nodeId, edgeId }: OutlineRow, here: readonly string[], { nodes, edges }: CanvasSelection): boolean {
  return (edgeId === undefined ? nodes.includes(nodeId) : edges.includes(edgeId)) && isPath(path, here)
}

/** The lines of a document; the same ones while they say the same. */
function useOutline(document: Workflow): readonly OutlineRow[] {
  const known = useRef<{ document: Workflow; rows: readonly OutlineRow[] } | undefined>(undefined)
  const before = known.current
  if (before?.document !== document)
    known.current = { document, rows: before && isOutlinedAlike(document, before.document) ? before.rows : outlineRows(document) }
  return known.current?.rows ?? []
}

/** The lines in view, with the one Tab leads to and the one the keys have walked to, wherever the view is. */
function useLines(rows: readonly OutlineRow[], active: number) {
  const tree = useRef<HTMLDivElement>(null)
  const [walked, setWalked] = useState({ to: 0 })
  // The same while the rows are: with another one all heights are added up anew.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => tree.current,
    estimateSize: (index) => (rows[index]?.type === undefined ? EDGE_LINE : NODE_LINE),
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor: (range) => {
      const kept = [active, walked.to].filter((index) => index < rows.length)
      return [...new Set([...defaultRangeExtractor(range), ...kept])].sort((a, b) => a - b)
    },
  })
  const wanted = useRef(false)
  useEffect(() => {
    if (!wanted.current) return
    wanted.current = false
    tree.current?.querySelector<HTMLElement>(`[data-index="${walked.to}"]`)?.focus({ preventScroll: true })
  }, [walked])
  const walkTo = (index: number) => {
    if (index < 0 || index >= rows.length) return
    wanted.current = true
    virtualizer.scrollToIndex(index)
    setWalked({ to: index })
  }
  return { tree, virtualizer, walkTo }
}

function OutlineLine({ row, index, place, top, open, selected, reached, drawn, onReveal }: OutlineLineProps) {
  const { level, text, type } = row
  return (
    <div
      role="treeitem"
      tabIndex={reached ? 0 : -1}
      data-outline-id={type === undefined ? undefined : row.key}
      data-outline-card={drawn && row.edgeId === undefined ? row.nodeId : undefined}
      data-outline-edge={drawn ? row.edgeId : undefined}
      aria-selected={selected}
      aria-expanded={open}
      aria-label={type === undefined ? undefined : `${text}, ${typeLook(type).label}`}
      aria-level={level}
      aria-posinset={place?.position}
      aria-setsize={place?.of}
      data-index={index}
      onClick={onReveal}
      onKeyDown={() => undefined}
      style={{ paddingLeft: 8 + (level - 1) * INDENT, transform: `translateY(${top}px)` }}
      className={cx(
        'absolute inset-x-0 top-0 flex cursor-pointer items-center gap-2 rounded-lg pr-2 transition-colors duration-[120ms] hover:bg-surface-3',
        type === undefined ? 'h-6 text-ink-2 text-sm' : 'h-8',
        selected && 'bg-accent-soft',
      )}
    >
      {type === undefined ? null : <TypeIcon type={type} small />}
      <span className={cx('min-w-0 flex-1 truncate', type !== undefined && 'font-medium')}>{text}</span>
    </div>
  )
}
