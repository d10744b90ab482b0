import type { Workflow } from '@aob/schemas'
import { ArrowRight } from 'lucide-react'
import type { ChoiceRow } from '../../stores/choice-rows.ts'
import { included } from '../../stores/chosen-parts.ts'
import type { EdgeHunk, Hunk } from '../../stores/run-overlay.ts'
import { DIFF_LOOKS } from '../../ui/canvas/diff-badge.tsx'
import { nodeTitle } from '../../ui/canvas/node-look.ts'
import { cx } from '../../ui/class-names.ts'
import { FieldChanges, type ShownField } from './field-changes.tsx'
import { type Choice, IncludeBox } from './include-box.tsx'

export interface HunkBodyProps {
  hunk: Hunk
  document: Workflow
  /** What can be decided about apart. */
  rows: readonly ChoiceRow[]
  choice?: Choice | undefined
}

/** What an entry of the change list consists of, each with its box where there is something to choose. */
export function HunkBody({ hunk, document, rows, choice }: HunkBodyProps) {
  const node = document.nodes.find((candidate) => candidate.id === hunk.nodeId)
  const title = (id: string) => {
    const found = document.nodes.find((candidate) => candidate.id === id)
    return found ? nodeTitle(found) : id
  }
  // One thing alone is decided about by the box of the entry.
  const boxOf = (row: ChoiceRow | undefined) =>
    choice && row && rows.length > 1 ? { choice: { included: included(choice.leftOut, row.parts), onToggle: () => choice.onToggle(row.parts) } } : {}
  const rowOf = (key: string) => rows.find((row) => row.key === key)
  const element = boxOf(rowOf('element')).choice
  return (
    <div className="flex flex-col gap-2 px-4 pb-3">
      {element ? (
        <p className="flex items-center gap-1 text-sm">
          <IncludeBox what={`${rowOf('element')?.name} ${hunk.title}`} {...element} className="-my-1 -ml-2 size-8 max-sm:size-11" />
          {rowOf('element')?.name}
        </p>
      ) : null}
      {hunk.kind === 'added' && node?.config ? (
        <FieldChanges fields={Object.entries(node.config).map(([field, after]) => ({ pointer: `/config/${field}`, after }))} />
      ) : null}
      {hunk.kind === 'removed' && node?.config ? (
        <FieldChanges fields={Object.entries(node.config).map(([field, before]) => ({ pointer: `/config/${field}`, before }))} />
      ) : null}
      <FieldChanges fields={shownFields(hunk, rows).map(({ row, ...field }) => ({ ...field, ...boxOf(row) }))} />
      {hunk.edges.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {hunk.edges.map((edge) => (
            <li key={edge.id} className="flex items-center gap-1">
              <EdgeBox edge={edge} title={title} box={boxOf(rowOf(`connection ${edge.id}`)).choice} />
              <EdgeLine edge={edge} title={title} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

/** Fields of the element, and in place of the lists of a body what changes in it. */
function shownFields(hunk: Hunk, rows: readonly ChoiceRow[]): (ShownField & { row?: ChoiceRow | undefined })[] {
  const inner = rows.filter(({ kind }) => kind === 'inner')
  const outer = inner.length > 0 ? hunk.fields.filter(({ pointer }) => !pointer.startsWith('/config/body')) : hunk.fields
  return [
    ...outer.map((field) => ({ ...field, row: rows.find((row) => row.field === field) })),
    ...inner.flatMap((row) => (row.field ? [{ ...row.field, pointer: row.key, name: row.name, row }] : [])),
  ]
}

function EdgeBox({ edge, title, box }: { edge: EdgeHunk; title: (id: string) => string; box: ShownField['choice'] }) {
  if (!box) return null
  const what = `${DIFF_LOOKS[edge.kind].word} connection ${title(edge.from)} to ${title(edge.to)}`
  return <IncludeBox what={what} {...box} className="-my-1 -ml-2 size-8 max-sm:size-11" />
}

function EdgeLine({ edge, title }: { edge: EdgeHunk; title: (id: string) => string }) {
  const look = DIFF_LOOKS[edge.kind]
  const Icon = look.icon
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-sm">
      <Icon aria-hidden size={13} strokeWidth={2.5} className={cx('shrink-0', look.text)} />
      <span className="sr-only">{look.word} connection: </span>
      <span className={cx('flex min-w-0 items-center gap-1.5', edge.kind === 'removed' && 'line-through')}>
        <span className="truncate">{title(edge.from)}</span>
        {edge.port === 'out' ? null : <span className="shrink-0 text-ink-3 text-xs">{edge.port}</span>}
        <ArrowRight size={12} aria-hidden className="shrink-0 text-ink-3" />
        <span className="truncate">{title(edge.to)}</span>
      </span>
      {edge.when ? <code className="min-w-0 truncate font-mono text-xs text-ink-3">if {edge.when}</code> : null}
    </div>
  )
}
