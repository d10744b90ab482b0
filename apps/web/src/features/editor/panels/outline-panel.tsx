import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { typeLook } from '../../../ui/canvas/node-look.ts'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { type OutlineRow, openRows, outlineRows } from './outline-rows.ts'
import { TypeIcon } from './type-icon.tsx'

/** A line further in, in pixels. */
const INDENT = 16

interface OutlineLineProps {
  row: OutlineRow
  /** Undefined where nothing folds away. */
  open: boolean | undefined
  selected: boolean
  /** Tab leads to this line. */
  reached: boolean
  onReveal: () => void
}

/** The workflow as a tree, in running order: the way around the graph without a pointer. */
export function OutlinePanel() {
  const { reveal } = useEditor()
  const document = useEditorState(selectDocument)
  const selection = useEditorState(selectSelection)
  const rows = useMemo(() => outlineRows(document), [document])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const tree = useRef<HTMLDivElement>(null)
  const active = selection.nodes[0] ?? rows[0]?.key

  function toggle(id: string, open: boolean) {
    const next = new Set(closed)
    if (open) next.delete(id)
    else next.add(id)
    setClosed(next)
  }
  function onKeyDown(event: KeyboardEvent) {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])]
    const index = items.indexOf(event.target as HTMLElement)
    const id = (event.target as HTMLElement).dataset.outlineId
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -index, End: items.length - 1 - index }[event.key]
    if (step !== undefined) items[index + step]?.focus()
    else if (event.key === 'ArrowRight' && id) toggle(id, true)
    else if (event.key === 'ArrowLeft' && id) toggle(id, false)
    else if ((event.key === 'Enter' || event.key === ' ') && index >= 0) items[index]?.click()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Panel title="Outline" label="Outline">
      {rows.length === 0 ? <p className="px-4 py-6 text-center text-ink-2 text-sm">Nothing here yet. Add a node to begin.</p> : null}
      <div ref={tree} role="tree" tabIndex={-1} aria-label="Nodes in running order" className="p-2" onKeyDown={onKeyDown}>
        {openRows(rows, closed).map((row) => (
          <OutlineLine
            key={row.key}
            row={row}
            open={row.holds ? !closed.has(row.key) : undefined}
            selected={row.key === row.cardId && selection.nodes.includes(row.cardId)}
            reached={row.key === active}
            onReveal={() => reveal(row.cardId)}
          />
        ))}
      </div>
    </Panel>
  )
}

function OutlineLine({ row, open, selected, reached, onReveal }: OutlineLineProps) {
  const { level, text, type } = row
  return (
    <div
      role="treeitem"
      tabIndex={reached ? 0 : -1}
      data-outline-id={type === undefined ? undefined : row.key}
      aria-selected={selected}
      aria-expanded={open}
      aria-label={type === undefined ? undefined : `${text}, ${typeLook(type).label}`}
      aria-level={level}
      onClick={onReveal}
      onKeyDown={() => undefined}
      style={{ paddingLeft: 8 + (level - 1) * INDENT }}
      className={cx(
        'flex cursor-pointer items-center gap-2 rounded-lg pr-2 transition-colors duration-[120ms] hover:bg-surface-3',
        type === undefined ? 'h-6 text-ink-2 text-sm' : 'h-8',
        selected && 'bg-accent-soft',
      )}
    >
      {type === undefined ? null : <TypeIcon type={type} small />}
      <span className={cx('min-w-0 flex-1 truncate', type !== undefined && 'font-medium')}>{text}</span>
    </div>
  )
}
