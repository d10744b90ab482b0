import type { Workflow, WorkflowGroup, WorkflowNote } from '@aob/schemas'
import { ViewportPortal } from '@xyflow/react'
import { useLevelOfDetail } from '../../../ui/canvas/level-of-detail.ts'
import { cx } from '../../../ui/class-names.ts'
import { groupFrame } from '../model/groups.ts'
import { noteBox } from '../model/sections.ts'
import { noteName } from './markdown.ts'
import { MarkdownText } from './markdown-text.tsx'

/** Groups and notes where nobody draws: the hand moves the canvas through them. */
export function StillSurroundings({ document }: { document: Workflow }) {
  return (
    <ViewportPortal>
      {(document.groups ?? []).map((group) => (group.collapsed ? null : <StillGroup key={group.id} document={document} group={group} />))}
      {(document.notes ?? []).map((note) => (
        <StillNote key={note.id} note={note} />
      ))}
    </ViewportPortal>
  )
}

function StillGroup({ document, group }: { document: Workflow; group: WorkflowGroup }) {
  const large = useLevelOfDetail() !== 'full'
  const frame = groupFrame(document, group)
  if (!frame) return null
  const { x: left, y: top, width, height } = frame
  return (
    <section aria-label={`Group: ${group.name || 'without a name'}`} data-group={group.id} className="canvas-group" style={{ left, top, width, height }}>
      <p className={cx('truncate px-4 pt-2.5 font-semibold', large ? 'text-2xl leading-6' : 'text-sm')}>{group.name || 'Group'}</p>
    </section>
  )
}

/** As high as its text asks: what does not fit cannot be scrolled to where a finger moves the canvas. */
function StillNote({ note }: { note: WorkflowNote }) {
  const { x: left, y: top, width, height: minHeight } = noteBox(note)
  return (
    <section aria-label={noteName(note.text)} data-note={note.id} className="canvas-note cursor-auto!" style={{ left, top, width, minHeight }}>
      <MarkdownText source={note.text} />
    </section>
  )
}
