/** The editor's canvas and plain React Flow in a page, with the same cards and edges. Driven by ../editor.ts. */
import type { Workflow } from '@aob/schemas'
import { applyNodeChanges, Background, BackgroundVariant, ReactFlow, type ReactFlowInstance, ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { edgeUnder } from '../../apps/web/src/features/editor/model/edge-under.ts'
import { firstViewIsPainted } from '../../apps/web/src/lib/first-view.ts'
import type { CanvasEditing } from '../../apps/web/src/ui/canvas/canvas-editing.ts'
import { viewportOfNodes } from '../../apps/web/src/ui/canvas/fit-view.ts'
import { Minimap } from '../../apps/web/src/ui/canvas/minimap.tsx'
import { NodeCard } from '../../apps/web/src/ui/canvas/node-card.tsx'
import { type CardNode, project } from '../../apps/web/src/ui/canvas/projection.ts'
import { type CanvasSelection, NOTHING_SELECTED } from '../../apps/web/src/ui/canvas/selection.ts'
import { WorkflowCanvas } from '../../apps/web/src/ui/canvas/workflow-canvas.tsx'
import { WorkflowEdgeLine } from '../../apps/web/src/ui/canvas/workflow-edge.tsx'
import { graphOf } from './fixture.ts'

export type Contestant = 'ours' | 'plain'

export interface Harness {
  /** Mounts a graph of so many nodes and waits until nothing more comes. */
  mount(contestant: Contestant, nodes: number): Promise<void>
  /** The camera over everything. */
  overview(): Promise<void>
  /** The camera over the cards in the middle of the graph, at full size. */
  middle(): Promise<void>
  /** Where to take the mounted card nearest to a point of the screen. */
  cardNear(x: number, y: number): { x: number; y: number }
  /** Waits for frames, each with what it caused. */
  frames(count: number): Promise<void>
  unmount(): void
}

/** Where the camera stands at first: cards at reading size. */
const CLOSE = { x: 40, y: 40, zoom: 0.8 }
const MIN_ZOOM = 0.02

let flow: Pick<ReactFlowInstance, 'setViewport'> | undefined
let graph: Workflow | undefined

/** Lets the bench move the camera. */
function Camera() {
  const instance = useReactFlow()
  useEffect(() => {
    flow = instance
  }, [instance])
  return null
}

function Ours({ document }: { document: Workflow }) {
  const [shown, setShown] = useState(document)
  const [selection, select] = useState<CanvasSelection>(NOTHING_SELECTED)
  const latest = useRef(shown)
  latest.current = shown
  const editing = useMemo<CanvasEditing>(
    () => ({
      onMove: (moves) => {
        const places = new Map(moves.map(({ id, position }) => [id, position]))
        setShown((before) => ({ ...before, nodes: before.nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position })) }))
      },
      edgeForDrop: (nodeIds, box) => edgeUnder(latest.current, nodeIds, box),
      refusalOf: () => undefined,
      refusalsFrom: () => new Map(),
      onConnect: () => undefined,
      onRefused: () => undefined,
      onLooseEnd: () => undefined,
      onInsertOnEdge: () => undefined,
      onDropType: () => undefined,
    }),
    [],
  )
  return (
    <WorkflowCanvas document={shown} label="Measured" selection={selection} onSelectionChange={select} editing={editing} initialView={CLOSE}>
      <Minimap document={shown} />
      <Camera />
    </WorkflowCanvas>
  )
}

const nodeTypes = { card: NodeCard }
const edgeTypes = { link: WorkflowEdgeLine }

const Plain = memo(function Plain({ document }: { document: Workflow }) {
  const { nodes: first, edges } = useMemo(() => project({ document }), [document])
  const [nodes, setNodes] = useState<CardNode[]>(first)
  const onNodesChange = useCallback((changes: Parameters<typeof applyNodeChanges<CardNode>>[0]) => setNodes((now) => applyNodeChanges(changes, now)), [])
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      defaultViewport={CLOSE}
      onlyRenderVisibleElements
      panOnScroll
      panOnScrollSpeed={1}
      snapToGrid
      snapGrid={[8, 8]}
      disableKeyboardA11y
      minZoom={MIN_ZOOM}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
      <Camera />
    </ReactFlow>
  )
})

const nextFrame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))

/** Waits until no card is being mounted any more. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    await nextFrame()
    quiet = document.querySelector('[aria-busy=true]') === null ? quiet + 1 : 0
  }
}

/** The first cards stand a moment after the canvas. */
async function begun(): Promise<void> {
  while (document.querySelector('.react-flow__node') === null) await nextFrame()
}

function harness(element: HTMLElement): Harness {
  let root: Root | undefined
  const look = async (nodes: Workflow['nodes']) => {
    const view = viewportOfNodes(nodes, element.getBoundingClientRect())
    if (view) await flow?.setViewport(view)
    await settled()
  }
  return {
    async mount(contestant, count) {
      graph = graphOf(count)
      root = createRoot(element)
      root.render(<ReactFlowProvider>{contestant === 'ours' ? <Ours document={graph} /> : <Plain document={graph} />}</ReactFlowProvider>)
      await begun()
      await settled()
      // Guides and what else comes after the first view are there when something is taken into the hand.
      await firstViewIsPainted()
    },
    async overview() {
      await look(graph?.nodes ?? [])
    },
    async middle() {
      const nodes = graph?.nodes ?? []
      await look(nodes.slice(nodes.length >> 1, (nodes.length >> 1) + 1))
    },
    cardNear(x, y) {
      const boxes = [...element.querySelectorAll('.react-flow__node')].map((card) => card.getBoundingClientRect())
      const distance = (box: DOMRect) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y)
      const [nearest] = boxes.sort((a, b) => distance(a) - distance(b))
      if (!nearest) throw new Error('there is no card to take')
      return { x: nearest.x + nearest.width / 2, y: nearest.y + nearest.height / 3 }
    },
    async frames(count) {
      for (let frame = 0; frame < count; frame++) await nextFrame()
    },
    unmount() {
      root?.unmount()
      flow = undefined
    },
  }
}

const place = document.getElementById('root')
if (!place) throw new Error('the harness page has no place to draw in')
Object.assign(window, { harness: harness(place) })
