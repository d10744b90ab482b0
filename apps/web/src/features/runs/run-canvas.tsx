import { History, LocateFixed, Radio } from 'lucide-react'
import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from 'react'
import { diffMarks, useReviewFlight } from '../../lib/live/overlay-marks.ts'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import type { StageView } from '../../lib/live/use-stage.ts'
import { Button } from '../../ui/button.tsx'
import type { DiffOf, EdgeStateOf, StatusOf } from '../../ui/canvas/overlays.ts'
import type { CanvasSelection } from '../../ui/canvas/selection.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import './run-canvas.css'
import { edgeState, overlayOfNode } from './run-words.ts'
import { useWideLayout } from './use-media.ts'
import { useFirstView, useFollowRun } from './use-run-camera.ts'

/** The run's graph with live statuses; in review the proposal lies over it, in preview it shows an older version. One camera for all three. */
export function RunCanvas({ stage, by }: { stage: StageView; by: string | undefined }) {
  const { view } = useRunSession()
  const box = useRef<HTMLDivElement>(null)
  useLinkedCard(box)
  const wide = useWideLayout()
  const initialView = useFirstView(box, stage, !wide)
  useFollowRun(box, stage.document)
  useReviewFlight(
    stage.overlay,
    useRunView((state) => state.hunk),
    box,
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
      {stage.document && initialView ? (
        <WorkflowCanvas
          document={stage.document}
          label="Graph of the run"
          statusOf={statusOf}
          edgeStateOf={edgeStateOf}
          diffOf={diffOf}
          muted={stage.kind === 'review'}
          selection={selection}
          onSelectionChange={onSelectionChange}
          initialView={initialView}
          controls={FOLLOW_TOGGLE}
        />
      ) : null}
      <StageNotice stage={stage} />
    </div>
  )
}

/** Lets the camera go along with the run, or stay. */
function FollowToggle() {
  const { view } = useRunSession()
  const follow = useRunView((state) => state.follow)
  const over = useRunModel((model) => model.endedAt !== undefined)
  if (over) return null
  return (
    <IconButton
      label={follow ? 'Following the run' : 'Follow the run'}
      size="sm"
      side="top"
      active={follow}
      aria-pressed={follow}
      onClick={() => view.follow(!follow)}
    >
      <LocateFixed size={14} aria-hidden />
    </IconButton>
  )
}

/** One element for good: a canvas that is handed the same things does not render. */
const FOLLOW_TOGGLE = <FollowToggle />

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
