import { idOf, prefixOf } from '@aob/ir/document'
import { History, LocateFixed, Radio } from 'lucide-react'
import { type PointerEvent, useCallback, useEffect, useMemo, useRef } from 'react'
import { diffMarks, useReviewFlight } from '../../lib/live/overlay-marks.ts'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import type { StageView } from '../../lib/live/use-stage.ts'
import { edgeFactAt, nodeViewAt } from '../../stores/run-past.ts'
import { Button } from '../../ui/button.tsx'
import { nodeTitle } from '../../ui/canvas/node-look.ts'
import type { DiffOf, EdgeStateOf, StatusOf } from '../../ui/canvas/overlays.ts'
import type { CanvasSelection } from '../../ui/canvas/selection.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { usePlace } from './place-context.ts'
import './run-canvas.css'
import { firstViewIsPainted } from '../../lib/first-view.ts'
import { edgeState, overlayOfNode } from './run-words.ts'
import { ScopeTrail } from './scope-trail.tsx'
import { useWideLayout } from './use-media.ts'
import { useFirstView, useFollowRun } from './use-run-camera.ts'

/** The run's graph with live statuses; in review the proposal lies over it, in preview it shows an older version. One camera for all three. */
export function RunCanvas({ stage, by }: { stage: StageView; by: string | undefined }) {
  const { view } = useRunSession()
  const box = useRef<HTMLDivElement>(null)
  useLinkedCard(box)
  const wide = useWideLayout()
  const { place, enter } = usePlace()
  const initialView = useFirstView(box, stage, !wide)
  useFollowRun(place ? undefined : stage.document)
  useReviewFlight(
    stage.overlay,
    useRunView((state) => state.hunk),
    box,
  )
  const prefix = place?.prefix ?? ''
  const document = place?.document ?? stage.document
  const statusOf = useStatusOf(stage, prefix)
  const edgeStateOf = useEdgeStateOf(prefix)
  const diffOf = useDiffOf(stage, by)
  const { selection, onSelectionChange } = useSelection(prefix)
  const onOpenBody = useCallback((nodeId: string) => enter(prefix + nodeId), [enter, prefix])
  const onPointerOver = (event: PointerEvent) => {
    const under = nodeUnder(event.target)
    view.hover(under === undefined ? undefined : prefix + under)
  }
  return (
    <div
      ref={box}
      data-stage={stage.kind}
      className="run-canvas relative h-full min-h-0"
      onPointerOver={onPointerOver}
      onPointerLeave={() => view.hover(undefined)}
    >
      {document && initialView ? (
        <WorkflowCanvas
          onSettled={firstViewIsPainted}
          gradually
          // Every body has a camera of its own, and the workflow's stands where it stood.
          key={place?.scope ?? ''}
          document={document}
          label={place ? `Body of ${nodeTitle(place.node)}` : 'Graph of the run'}
          statusOf={statusOf}
          edgeStateOf={edgeStateOf}
          diffOf={diffOf}
          muted={stage.kind === 'review'}
          selection={selection}
          onSelectionChange={onSelectionChange}
          {...(place ? {} : { initialView })}
          {...(stage.kind === 'live' ? { onOpenBody } : {})}
          controls={place ? undefined : FOLLOW_TOGGLE}
        />
      ) : null}
      <ScopeTrail />
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

/** Ids on the canvas are those of the shown graph; the run knows them by their addresses. */
function useSelection(prefix: string) {
  const { view } = useRunSession()
  const selected = useRunView((state) => state.selectedNodeId)
  const shown = selected !== undefined && prefixOf(selected) === prefix ? idOf(selected) : undefined
  const selection = useMemo<CanvasSelection>(() => ({ nodes: shown === undefined ? [] : [shown], edges: [] }), [shown])
  const onSelectionChange = useCallback(({ nodes: [id] }: CanvasSelection) => view.select(id === undefined ? undefined : prefix + id), [view, prefix])
  return { selection, onSelectionChange }
}

function useStatusOf(stage: StageView, prefix: string): StatusOf {
  const nodes = useRunModel((model) => model.nodes)
  const past = useRunModel((model) => model.past)
  const added = stage.overlay?.nodes
  return useCallback(
    (nodeId) => (added?.get(nodeId) === 'added' ? undefined : overlayOfNode(nodeViewAt({ nodes, past }, prefix + nodeId))),
    [nodes, past, added, prefix],
  )
}

function useEdgeStateOf(prefix: string): EdgeStateOf {
  const nodes = useRunModel((model) => model.nodes)
  const edges = useRunModel((model) => model.edges)
  const past = useRunModel((model) => model.past)
  return useCallback(
    ({ id, to }) => edgeState(edgeFactAt({ edges, past }, prefix + id), nodeViewAt({ nodes, past }, prefix + to)),
    [edges, nodes, past, prefix],
  )
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
  const { failure } = stage
  useEffect(() => {
    // Nothing is to be seen here: what stands beside the graph need not wait for it.
    if (failure) void firstViewIsPainted()
  }, [failure])
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
