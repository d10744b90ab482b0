import type { NodeStatus, Workflow } from '@aob/schemas'
import { useReactFlow } from '@xyflow/react'
import { History, Radio } from 'lucide-react'
import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from 'react'
import { diffMarks, useReviewFlight } from '../../lib/live/overlay-marks.ts'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import type { StageView } from '../../lib/live/use-stage.ts'
import { Button } from '../../ui/button.tsx'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import type { DiffOf, EdgeStateOf, StatusOf } from '../../ui/canvas/overlays.ts'
import type { CanvasSelection } from '../../ui/canvas/selection.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import './run-canvas.css'
import { edgeState, overlayOfNode } from './run-words.ts'
import { useMedia } from './use-media.ts'

/** The run's graph with live statuses; in review the proposal lies over it, in preview it shows an older version. One camera for all three. */
export function RunCanvas({ stage, by }: { stage: StageView; by: string | undefined }) {
  const { view } = useRunSession()
  const box = useRef<HTMLDivElement>(null)
  useLinkedCard(box)
  usePhoneCamera(stage.document)
  useReviewFlight(
    stage.overlay,
    useRunView((state) => state.hunk),
  )
  const statusOf = useStatusOf(stage)
  const edgeStateOf = useEdgeStateOf(stage)
  const diffOf = useDiffOf(stage, by)
  const selectedNodeId = useRunView((state) => state.selectedNodeId)
  const selection = useMemo<CanvasSelection>(() => ({ nodes: selectedNodeId ? [selectedNodeId] : [], edges: [] }), [selectedNodeId])
  const onSelectionChange = useCallback((next: CanvasSelection) => view.select(next.nodes[0]), [view])
  const onPointerOver = (event: PointerEvent) => view.hover(nodeUnder(event.target))
  return (
    <div
      ref={box}
      data-stage={stage.kind}
      className="run-canvas relative h-full min-h-0"
      onPointerOver={onPointerOver}
      onPointerLeave={() => view.hover(undefined)}
    >
      {stage.document ? (
        <WorkflowCanvas
          document={stage.document}
          label="Graph of the run"
          statusOf={statusOf}
          edgeStateOf={edgeStateOf}
          diffOf={diffOf}
          muted={stage.kind === 'review'}
          selection={selection}
          onSelectionChange={onSelectionChange}
        />
      ) : null}
      <StageNotice stage={stage} />
    </div>
  )
}

function nodeUnder(target: EventTarget): string | undefined {
  return target instanceof Element ? (target.closest('[data-node-id]')?.getAttribute('data-node-id') ?? undefined) : undefined
}

function useStatusOf(stage: StageView): StatusOf {
  const nodes = useRunModel((model) => model.nodes)
  const added = stage.overlay?.nodes
  return useCallback((nodeId) => (added?.get(nodeId) === 'added' ? undefined : overlayOfNode(nodes[nodeId])), [nodes, added])
}

function useEdgeStateOf(stage: StageView): EdgeStateOf {
  const nodes = useRunModel((model) => model.nodes)
  const facts = useRunModel((model) => model.edges)
  const targets = useMemo(() => new Map(stage.document?.edges.map((edge) => [edge.id, edge.to])), [stage.document])
  return useCallback((edgeId) => edgeState(facts[edgeId], nodes[targets.get(edgeId) ?? '']), [facts, nodes, targets])
}

function useDiffOf({ overlay }: StageView, by: string | undefined): DiffOf | undefined {
  return useMemo(() => (overlay ? diffMarks(overlay, by) : undefined), [overlay, by])
}

/** A row of the timeline or a log line under the pointer lights up its card; done on the element, so that no card renders anew. */
function useLinkedCard(box: React.RefObject<HTMLDivElement | null>): void {
  const hovered = useRunView((state) => state.hoveredNodeId)
  useEffect(() => {
    const card = hovered ? box.current?.querySelector(`.node-card[data-node-id="${CSS.escape(hovered)}"]`) : undefined
    card?.setAttribute('data-linked', '')
    return () => card?.removeAttribute('data-linked')
  }, [hovered, box])
}

/** Statuses a phone's small window opens at, the most telling first. */
const TELLING: readonly NodeStatus[] = ['waiting', 'held', 'running', 'retrying', 'failed', 'queued']
const PHONE_ZOOM = 0.7
/** The canvas first fits the whole graph by itself; the window moves once it has. */
const AFTER_FIT_MS = 80

/** A whole graph on a phone is a row of specks: the window opens at the node that matters now. */
function usePhoneCamera(document: Workflow | undefined): void {
  const flow = useReactFlow()
  const { run } = useRunSession()
  const phone = useMedia('(max-width: 859px)')
  const placed = useRef(false)
  useEffect(() => {
    if (!phone || !document || placed.current) return
    const { nodes } = run.store.getState().model
    const rank = (id: string) => (TELLING.indexOf(nodes[id]?.status ?? 'idle') + TELLING.length + 1) % (TELLING.length + 1)
    const [node] = document.nodes.toSorted((a, b) => rank(a.id) - rank(b.id))
    if (!node) return
    const { width, height } = cardGeometry(node)
    const timer = setTimeout(() => {
      placed.current = true
      void flow.setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom: PHONE_ZOOM })
    }, AFTER_FIT_MS)
    return () => clearTimeout(timer)
  }, [phone, document, flow, run])
}

function StageNotice({ stage }: { stage: StageView }) {
  const { view } = useRunSession()
  const ended = useRunModel((model) => model.endedAt !== undefined)
  if (stage.failure && !stage.document) return <ErrorState className="absolute inset-0" title="The graph could not be shown" detail={stage.failure} />
  if (stage.failure)
    return (
      <p
        role="alert"
        className="absolute top-3 left-1/2 z-10 -translate-x-1/2 rounded-lg border border-line bg-surface px-3 py-1.5 text-danger text-sm shadow-pop"
      >
        {stage.failure}
      </p>
    )
  if (stage.materializing)
    return (
      <p
        role="status"
        className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-2 rounded-lg border border-line bg-surface px-3 py-1.5 text-ink-2 text-sm shadow-pop"
      >
        <Spinner /> Materializing workflow…
      </p>
    )
  if (stage.kind === 'preview')
    return (
      <div
        role="status"
        className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-3 whitespace-nowrap rounded-xl border border-line bg-surface py-1.5 pr-1.5 pl-3 text-sm shadow-pop"
      >
        <History size={15} aria-hidden className="text-accent-text" />
        <span>An older version of the graph{ended ? '' : '; the run goes on'}</span>
        <Button size="sm" icon={<Radio size={13} aria-hidden />} onClick={() => view.goLive()}>
          Back to live
        </Button>
      </div>
    )
  return null
}
