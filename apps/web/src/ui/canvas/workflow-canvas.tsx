import { bodyOf } from '@aob/ir/document'
import type { Workflow, WorkflowEdge } from '@aob/schemas'
import { Background, BackgroundVariant, ConnectionLineType, type NodeChange, ReactFlow, ReactFlowProvider, SelectionMode, type Viewport } from '@xyflow/react'
import { type DragEvent, type MouseEvent, memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { FIT } from './camera.ts'
import { CanvasContext } from './canvas-context.ts'
import { CanvasControls } from './canvas-controls.tsx'
import { type CanvasEditing, NODE_TYPE_MIME } from './canvas-editing.ts'
import { ConnectionHint } from './connection-hint.tsx'
import { DragOverlay } from './drag-overlay.tsx'
import { GraphCanvas } from './graph-canvas.tsx'
import { NodeCard } from './node-card.tsx'
import type { DiffOf, EdgeStateOf, StatusOf } from './overlays.ts'
import { PanningHand } from './panning-hand.tsx'
import type { XY } from './point.ts'
import type { CardNode, LinkEdge } from './projection.ts'
import { type Scene, sceneOf } from './scene.ts'
import { routeOnTheMove } from './scene-routes.ts'
import { type CanvasSelection, NOTHING_SELECTED } from './selection.ts'
import { useCamera } from './use-camera.ts'
import { useCanvasElements } from './use-canvas-elements.ts'
import { useCardWindow } from './use-card-window.ts'
import { useConnectionGesture } from './use-connection-gesture.ts'
import { useDragAssist } from './use-drag-assist.ts'
import { useGraphPicture } from './use-graph-picture.ts'
import { useFollowers, useHeldCards } from './use-held-cards.ts'
import { type Opening, useOpening } from './use-opening.ts'
import { useHeldWith, useRovingFocus } from './use-roving-focus.ts'
import { useRubberBand } from './use-rubber-band.ts'
import { WorkflowEdgeLine } from './workflow-edge.tsx'

export interface WorkflowCanvasProps extends Opening {
  /** Name of the region for screen readers. */
  label: string
  statusOf?: StatusOf
  edgeStateOf?: EdgeStateOf
  diffOf?: DiffOf
  problemsOf?: (nodeId: string) => number
  /** Settings of a step that wait to be filled in. */
  todoOf?: (nodeId: string) => number
  /** Mutes run colours, for review. */
  muted?: boolean
  /** Selected elements; leave out for a canvas nobody selects on. Pass a stable object. */
  selection?: CanvasSelection
  onSelectionChange?: (selection: CanvasSelection) => void
  /** Leave out for a read-only canvas. Pass a stable object. */
  editing?: CanvasEditing
  /** Goes into the body of a scope, from its card. Pass a stable function. */
  onOpenBody?: (nodeId: string) => void
  /** Called when the cards in view stand, for the first time and after each time they had to be mounted. Pass a stable function. */
  onSettled?: () => void
  controls?: ReactNode
  children?: ReactNode
}

const nodeTypes = { card: NodeCard }
const edgeTypes = { link: WorkflowEdgeLine }
const GRID: [number, number] = [8, 8]
/** How connections are described beyond their names; React Flow promises a Delete key everywhere. */
const DRAWN = { 'edge.a11yDescription.default': 'Enter selects it, then Delete removes it.' }
const LOOKED_AT = { 'edge.a11yDescription.default': '' }

/** The graph of a document: one canvas for editing, review and runs. Stands inside a {@link ReactFlowProvider}, whose camera it is. */
export const WorkflowCanvas = memo(function WorkflowCanvas(props: WorkflowCanvasProps) {
  const place = useRef<HTMLDivElement>(null)
  const start = useOpening(place, props)
  return (
    <div ref={place} className="h-full w-full">
      {start ? <Graph {...props} start={start} /> : null}
    </div>
  )
})

function Graph({ start, ...props }: WorkflowCanvasProps & { start: Viewport }) {
  const { document, label, selection = NOTHING_SELECTED, onSelectionChange, editing, onOpenBody, onSettled, gradually = false } = props
  const scene = useScene(document)
  const latest = useRef(scene)
  latest.current = scene
  const { held, lifted, ...holding } = useHeldCards(scene)
  const section = useRef<HTMLElement>(null)
  const roving = useRovingFocus({ scene, selection, onSelectionChange, section, editable: editing !== undefined })
  const { reached } = roving
  const cards = useCardWindow(scene, useHeldWith(held, roving.held), { lifted: lifted.size > 0, gradually })
  const { shown, waiting, afar } = cards
  const elements = useCanvasElements({ ...props, shown }, { selection, reached }, onSelectionChange)
  useEffect(() => {
    if (!waiting) onSettled?.()
  }, [waiting, onSettled])
  const picture = useGraphPicture({ ...props, selection }, { scene, lifted, cards })
  const onSelectionEnd = useRubberBand(scene, selection, onSelectionChange)
  // React Flow unselects what it knows; cards that are not mounted are not among that.
  const forget = useCallback(() => onSelectionChange?.(NOTHING_SELECTED), [onSelectionChange])
  const gesture = useConnectionGesture(editing)
  const hand = useDragAssist(useFollowers(editing, scene, selection), holding)
  const { hoveredEdge, ...hovering } = useHoveredEdge()
  const drop = useTypeDrop(editing)
  const { dropEdge } = hand.assist
  const { refusals } = gesture
  const context = useMemo(
    () => ({
      editable: editing !== undefined,
      refusals,
      hoveredEdge,
      dropEdge,
      onOpenBody,
      onInsertOnEdge: editing?.onInsertOnEdge,
      // Of the latest scene, whatever it was when the context was made: another one is no reason to draw every connection anew.
      routeOnTheMove: (edge: WorkflowEdge, from: XY, to: XY) => routeOnTheMove(latest.current, edge, from, to),
    }),
    [editing, refusals, hoveredEdge, dropEdge, onOpenBody],
  )
  const onNodeDoubleClick = useCallback(
    (_: MouseEvent, { id, data }: CardNode) => (onOpenBody && bodyOf(data.node) ? onOpenBody(id) : editing?.onOpenNode?.(id)),
    [onOpenBody, editing],
  )
  const onNodeClick = useOnlyThis(selection, onSelectionChange)
  const { onNodesChange } = elements
  const onAssistedChange = useCallback((changes: NodeChange<CardNode>[]) => onNodesChange(hand.adjust(changes)), [onNodesChange, hand.adjust])
  return (
    <CanvasContext.Provider value={context}>
      <section
        ref={section}
        data-region="canvas"
        aria-label={label}
        aria-busy={waiting}
        data-dropping={dropEdge !== undefined || undefined}
        data-several={selection.nodes.length + selection.edges.length > 1 || undefined}
        // Where no card is mounted, the graph as a whole is what Tab leads to.
        tabIndex={scene.places.size > 0 && elements.nodes.every(({ hidden }) => hidden) ? 0 : -1}
        className="canvas-section relative h-full w-full outline-none"
        onPointerMove={holding.onPointerMove}
        {...roving.handlers}
        {...drop}
      >
        <ReactFlow
          {...elements}
          {...gesture.handlers}
          onNodesChange={onAssistedChange}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={editing !== undefined}
          nodesConnectable={editing !== undefined}
          elementsSelectable={onSelectionChange !== undefined}
          onNodeDragStart={hand.onNodeDragStart}
          onNodeDrag={hand.onNodeDrag}
          onNodeDragStop={hand.onNodeDragStop}
          onSelectionDragStart={hand.onSelectionDragStart}
          onSelectionDrag={hand.onNodeDrag}
          onSelectionDragStop={hand.onSelectionDragStop}
          onSelectionEnd={onSelectionEnd}
          onPaneClick={forget}
          onNodeClick={onNodeClick}
          onNodeDoubleClick={onNodeDoubleClick}
          {...hovering}
          edgesReconnectable={editing?.onReconnect !== undefined}
          reconnectRadius={16}
          connectionRadius={28}
          connectionLineType={ConnectionLineType.SmoothStep}
          selectionOnDrag={editing !== undefined}
          selectionMode={SelectionMode.Partial}
          multiSelectionKeyCode="Shift"
          selectionKeyCode={null}
          deleteKeyCode={null}
          panOnDrag={editing ? [1] : true}
          panActivationKeyCode="Space"
          panOnScroll
          panOnScrollSpeed={1}
          zoomOnDoubleClick={false}
          snapToGrid
          snapGrid={GRID}
          disableKeyboardA11y
          ariaLabelConfig={editing ? DRAWN : LOOKED_AT}
          minZoom={FIT.minZoom}
          maxZoom={2}
          defaultViewport={start}
          proOptions={{ hideAttribution: true }}
        >
          <div aria-hidden className="contents">
            <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
          </div>
          <GraphCanvas picture={picture} afar={afar} />
          <CanvasControls document={document}>{props.controls}</CanvasControls>
          <DragOverlay assist={hand.assist} />
          <PanningHand section={section} />
        </ReactFlow>
        {editing && gesture.inHand ? <ConnectionHint end={gesture.inHand} editing={editing} /> : null}
        {props.children}
      </section>
    </CanvasContext.Provider>
  )
}

/** The connection under the pointer. */
function useHoveredEdge() {
  const [hoveredEdge, setHoveredEdge] = useState<string | undefined>(undefined)
  const onEdgeMouseEnter = useCallback((_: MouseEvent, edge: LinkEdge) => setHoveredEdge(edge.id), [])
  const onEdgeMouseLeave = useCallback(() => setHoveredEdge(undefined), [])
  return { hoveredEdge, onEdgeMouseEnter, onEdgeMouseLeave }
}

/** A click on one of several selected cards selects it alone. React Flow leaves them all, because the hand may have been going to drag them. */
function useOnlyThis(selection: CanvasSelection, onSelectionChange: WorkflowCanvasProps['onSelectionChange']) {
  return useCallback(
    ({ shiftKey }: MouseEvent, { id }: CardNode) => {
      const several = selection.nodes.length + selection.edges.length > 1
      if (several && !shiftKey && selection.nodes.includes(id)) onSelectionChange?.({ nodes: [id], edges: [] })
    },
    [selection, onSelectionChange],
  )
}

/** The scene of a document; what has not changed since the document before is kept. */
function useScene(document: Workflow): Scene {
  const before = useRef<Scene | undefined>(undefined)
  return useMemo(() => {
    before.current = sceneOf(document, before.current)
    return before.current
  }, [document])
}

/** A canvas with a camera of its own, for places that do not steer it. */
export function StandaloneCanvas(props: WorkflowCanvasProps) {
  return (
    <ReactFlowProvider>
      <WorkflowCanvas {...props} />
    </ReactFlowProvider>
  )
}

/** The edge under a point of the window, its `+` included. */
function edgeAt(x: number, y: number): string | undefined {
  const element = document.elementFromPoint(x, y)
  return element?.closest<HTMLElement>('[data-edge-handle]')?.dataset.edgeHandle ?? element?.closest('.react-flow__edge')?.getAttribute('data-id') ?? undefined
}

/** Takes node types dragged from the palette. */
function useTypeDrop(editing: CanvasEditing | undefined) {
  const camera = useCamera()
  const onDragOver = useCallback(
    (event: DragEvent) => {
      if (!editing || !event.dataTransfer.types.includes(NODE_TYPE_MIME)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    },
    [editing],
  )
  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(NODE_TYPE_MIME)
      if (!editing || !type) return
      event.preventDefault()
      const edgeId = edgeAt(event.clientX, event.clientY)
      editing.onDropType(type, camera.screenToFlowPosition({ x: event.clientX, y: event.clientY }), edgeId)
    },
    [editing, camera],
  )
  return { onDragOver, onDrop }
}
