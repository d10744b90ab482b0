import type { WorkflowGroup } from '@aob/schemas'
import { ViewportPortal } from '@xyflow/react'
import { ChevronsDownUp, Ungroup } from 'lucide-react'
import { useCallback, useId, useState } from 'react'
import { useLevelOfDetail } from '../../../ui/canvas/level-of-detail.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { cx } from '../../../ui/class-names.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { withMoves } from '../model/document-edit.ts'
import { type EditorState, selectDocument } from '../model/editor-store.ts'
import { moveNodes } from '../model/gestures.ts'
import { ungroupSelection } from '../model/group-gestures.ts'
import { changeGroup, groupFrame } from '../model/groups.ts'
import { usePointerDrag } from './use-pointer-drag.ts'

const NONE: readonly WorkflowGroup[] = []
const selectGroups = (state: EditorState): readonly WorkflowGroup[] => state.document.groups ?? NONE

/** Frames around the groups that are open, behind the cards. */
export function GroupLayer() {
  const groups = useEditorState(selectGroups)
  return (
    <ViewportPortal>
      {groups
        .filter((group) => !group.collapsed)
        .map((group) => (
          <GroupFrame key={group.id} group={group} />
        ))}
    </ViewportPortal>
  )
}

function GroupFrame({ group }: { group: WorkflowGroup }) {
  const { store, view } = useEditor()
  const level = useLevelOfDetail()
  const document = useEditorState(selectDocument)
  const shown = view.getState().preview ?? document
  const frame = groupFrame(shown, group)
  const moved = useCallback(
    (by: XY) => {
      const members = new Set(group.nodes)
      return store
        .getState()
        .document.nodes.filter((node) => members.has(node.id))
        .map(({ id, position }) => ({ id, position: { x: position.x + by.x, y: position.y + by.y } }))
    },
    [group.nodes, store],
  )
  const onDrag = usePointerDrag({
    onMove: useCallback((by: XY) => view.setState({ preview: withMoves(store.getState().document, moved(by)) }), [moved, store, view]),
    onEnd: useCallback(
      (by: XY | undefined) => {
        view.setState({ preview: undefined })
        if (by) moveNodes(store, moved(by))
        else store.select({ nodes: group.nodes, edges: [] })
      },
      [group.nodes, moved, store, view],
    ),
  })
  if (!frame) return null
  // Where cards show no more than their titles, name and buttons are as large as those.
  const large = level !== 'full'
  const button = large ? 'size-11!' : undefined
  const icon = large ? 24 : 14
  return (
    <section
      aria-label={`Group: ${group.name || 'without a name'}`}
      data-group={group.id}
      className="canvas-group"
      style={{ left: frame.x, top: frame.y, width: frame.width, height: frame.height }}
    >
      <div className="canvas-group-bar nopan nodrag" onPointerDown={onDrag}>
        <GroupName group={group} large={large} />
        <IconButton
          label="Collapse to a card"
          size="sm"
          className={button}
          onClick={() => changeGroup(store, group.id, `collapse ${group.name || 'group'}`, { collapsed: true })}
        >
          <ChevronsDownUp aria-hidden size={icon} />
        </IconButton>
        <IconButton
          label="Ungroup"
          shortcut="Ctrl+Shift+G"
          size="sm"
          className={button}
          onClick={() => {
            store.select({ nodes: group.nodes, edges: [] })
            ungroupSelection(store)
          }}
        >
          <Ungroup aria-hidden size={icon} />
        </IconButton>
      </div>
    </section>
  )
}

/** As long as the name of a group can be. */
const LONGEST = 200

/** What is too long for a name is not cut: it stays in the field and is told of, until it is shorter. */
function GroupName({ group, large }: { group: WorkflowGroup; large: boolean }) {
  const { store } = useEditor()
  const fault = useId()
  const [tooLong, setTooLong] = useState<string>()
  return (
    <>
      <input
        aria-label="Name of the group"
        aria-invalid={tooLong !== undefined}
        aria-describedby={tooLong === undefined ? undefined : fault}
        value={tooLong ?? group.name ?? ''}
        placeholder="Group"
        onPointerDown={(event) => event.stopPropagation()}
        onChange={({ target: { value } }) => {
          setTooLong(value.length > LONGEST ? value : undefined)
          if (value.length <= LONGEST) changeGroup(store, group.id, 'rename group', { name: value }, `group:${group.id}`)
        }}
        onBlur={store.seal}
        className={cx('min-w-0 flex-1 rounded bg-transparent px-1 font-semibold outline-offset-0', large ? 'text-2xl leading-6' : 'text-sm')}
      />
      {tooLong === undefined ? null : (
        <p id={fault} role="alert" className="absolute inset-x-2 bottom-full mb-1 rounded-lg bg-danger-soft px-2 py-1 text-danger text-sm">
          A name has at most {LONGEST} characters; these are {tooLong.length.toLocaleString('en')}.
        </p>
      )}
    </>
  )
}
