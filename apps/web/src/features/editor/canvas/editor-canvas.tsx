import type { FieldProblem } from '@aob/schemas'
import type { Viewport } from '@xyflow/react'
import { Network } from 'lucide-react'
import { type RefObject, useCallback, useMemo } from 'react'
import { firstViewIsPainted } from '../../../lib/first-view.ts'
import { announce } from '../../../ui/announcer.ts'
import type { CanvasEditing } from '../../../ui/canvas/canvas-editing.ts'
import { typeLook } from '../../../ui/canvas/node-look.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { WorkflowCanvas } from '../../../ui/canvas/workflow-canvas.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { notify } from '../../../ui/toast.tsx'
import { useEditor, useEditorState, useEditorView, useJudgement } from '../editor-context.ts'
import { adding } from '../model/adding.ts'
import { connectionRefusal, refusalsFrom } from '../model/connection-rules.ts'
import { edgeUnder } from '../model/edge-under.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { type EditorViewState, selectPasting, selectPreview, selectQuickAdd, selectReady, selectTidying } from '../model/editor-view.ts'
import { connect, moveNodes, reconnect } from '../model/gestures.ts'
import type { CollapsedView } from '../model/groups.ts'
import { BodyTrail, CameraKeeper, EmptyCanvas, GroupLayer, HitLayer, Minimap, NoteLayer, PasteGhost, PeopleLayer, QuickAdd, TidyBar } from '../parts.ts'
import { tidyScope } from '../tidy/tidy-scope.ts'
import { openingOf } from './kept-cameras.ts'
import { useCameraLeft } from './use-camera-left.ts'
import { useCollapsedGroups } from './use-collapsed-groups.ts'

/** Smaller graphs are seen whole without a map. */
const MINIMAP_FROM = 6

const isAccompanied = ({ people }: EditorViewState) => people.length > 0

/** Problems counted by node, of one severity or all. */
function useCounts(problems: readonly FieldProblem[], only?: FieldProblem['severity']): (nodeId: string) => number {
  return useMemo(() => {
    const counts = new Map<string, number>()
    for (const { nodeId, severity } of problems) if (nodeId && (only ?? severity) === severity) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1)
    return (nodeId) => counts.get(nodeId) ?? 0
  }, [problems, only])
}

/** The same for cards: that of a collapsed group has what its steps have. */
function useWithinGroups({ cards }: CollapsedView, countOf: (nodeId: string) => number): (cardId: string) => number {
  return useCallback((id) => cards.get(id)?.nodes.reduce((sum, member) => sum + countOf(member), 0) ?? countOf(id), [cards, countOf])
}

/** The canvas under edit: turns gestures into edits of the document. */
export function EditorCanvas({ camera, onShowPalette }: { camera: RefObject<Viewport | undefined>; onShowPalette: () => void }) {
  const editor = useEditor()
  const { store, view, name, inside } = editor
  const standing = useCamera()
  const document = useEditorState(selectDocument)
  const selection = useEditorState(selectSelection)
  const judgement = useJudgement()
  const preview = useEditorView(selectPreview)
  const tidying = useEditorView(selectTidying)
  const ready = useEditorView(selectReady)
  const pasting = useEditorView(selectPasting)
  const accompanied = useEditorView(isAccompanied)
  const quickAdd = useEditorView(selectQuickAdd)
  const problemsOf = useCounts(judgement.problems, 'error')
  const todoOf = useCounts(judgement.todo)

  const editing = useMemo<CanvasEditing>(
    () => ({
      onMove: (moves, { copy, edgeId }) => {
        const [only] = moves
        if (copy) adding(({ copyTo }) => copyTo(store, moves))
        else if (edgeId !== undefined && only) adding(({ spliceNode }) => spliceNode(store, only.id, edgeId))
        else moveNodes(store, moves)
      },
      edgeForDrop: (nodeIds, box) => edgeUnder(store.getState().document, nodeIds, box),
      refusalOf: (connection, insteadOf) => connectionRefusal(store.getState().document, connection, insteadOf),
      refusalsFrom: (end) => refusalsFrom(store.getState().document, end),
      onConnect: (connection) => {
        connect(store, connection)
        adding(({ spokenGestures }) => spokenGestures.connected(store, connection))
      },
      onReconnect: (edgeId, connection) => {
        reconnect(store, edgeId, connection)
        adding(({ spokenGestures }) => spokenGestures.connected(store, connection))
      },
      onRefused: (reason) => notify.error('Not connected', reason),
      onLooseEnd: (end, at) => view.setState({ quickAdd: { kind: 'end', end, at, screen: standing.flowToScreenPosition(at) } }),
      onInsertOnEdge: (edgeId, at) => view.setState({ quickAdd: { kind: 'edge', edgeId, screen: standing.flowToScreenPosition(at) } }),
      onDropType: (type, at, edgeId) =>
        adding(({ insertOnEdge, addNodeAt, seenWhole }) => {
          seenWhole(store, standing, edgeId ? insertOnEdge(store, type, edgeId) : addNodeAt(store, type, at))
          announce(`Added ${typeLook(type).label}`)
        }),
    }),
    [store, standing, view],
  )
  const groups = useCollapsedGroups(preview ?? document, selection, store, editing)
  const problemsShown = useWithinGroups(groups.view, problemsOf)
  const todoShown = useWithinGroups(groups.view, todoOf)
  const onOpenBody = useCallback(
    (nodeId: string) =>
      void import('../bodies/open-body.ts')
        .then(({ openBodyOf }) => openBodyOf(editor, nodeId))
        .catch((error: unknown) => notify.error('The body was not opened', error instanceof Error ? error.message : String(error))),
    [editor],
  )
  const left = inside?.body.camera ?? camera
  useCameraLeft(left)
  const onSettled = useCallback(async () => {
    // The picture is on the screen before anything that comes next is asked for.
    await firstViewIsPainted()
    view.setState({ ready: true })
  }, [view])
  return (
    <WorkflowCanvas
      document={groups.view.document}
      label={inside ? `Body of ${inside.body.title}` : `Canvas of ${name}`}
      opening={inside ? undefined : openingOf(name)}
      initialView={left.current}
      onOpenBody={onOpenBody}
      selection={groups.shown}
      onSelectionChange={groups.onSelectionChange}
      editing={tidying ? undefined : groups.editing}
      problemsOf={problemsShown}
      todoOf={todoShown}
      onSettled={onSettled}
      controls={
        <IconButton
          label="Tidy"
          shortcut="Shift+Alt+T"
          size="sm"
          side="top"
          disabled={document.nodes.length < 2}
          onClick={() => view.setState({ tidying: tidyScope(selection.nodes.length) })}
        >
          <Network size={14} aria-hidden />
        </IconButton>
      }
    >
      {document.groups ? <GroupLayer /> : null}
      {document.notes ? <NoteLayer /> : null}
      {ready ? <HitLayer groups={groups.view} /> : null}
      {inside ? <BodyTrail /> : ready ? <CameraKeeper /> : null}
      {pasting ? <PasteGhost pasting={pasting} /> : null}
      {accompanied ? <PeopleLayer groups={groups.view} /> : null}
      {tidying ? <TidyBar scope={tidying} /> : null}
      {ready && document.nodes.length >= MINIMAP_FROM ? <Minimap document={groups.view.document} /> : null}
      {document.nodes.length === 0 ? <EmptyCanvas onAdd={onShowPalette} /> : null}
      {quickAdd ? <QuickAdd request={quickAdd} /> : null}
    </WorkflowCanvas>
  )
}
