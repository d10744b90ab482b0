import type { RunDetail } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { failureOf, LINK_MAY_BE_CUT } from '../../lib/failure.ts'
import { RunSessionContext, useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { StageProvider } from '../../lib/live/stage-provider.tsx'
import { useHead, useReviewedPatch, useShownStage } from '../../lib/live/use-stage.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { documentIn } from '../../stores/run-documents.ts'
import { actorName } from '../../ui/actor-badge.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfRun } from '../../ui/status-vocabulary.ts'
import { useNodeNames } from './node-names.ts'
import { nodeAtAddress } from './node-places.ts'
import { RunSide } from './parts.ts'
import { type InsideProps, PlaceProvider } from './place-provider.tsx'
import { RunActions } from './run-actions.tsx'
import { RunCanvas } from './run-canvas.tsx'
import { RunDrawer } from './run-drawer.tsx'
import { RunPageLayout } from './run-page-layout.tsx'
import { useWideLayout } from './use-media.ts'
import { useOpenSession } from './use-open-session.ts'
import { useRunAlerts } from './use-run-alerts.ts'

/** Parts of other features on this page, put in by app/. Each finds the run by its session. */
export interface RunPageSlots {
  /** Top bar centre: what is proposed. */
  banner: ReactNode
  /** In place of the inspector while a proposal is reviewed. */
  review: ReactNode
  /** Questions of this run that wait for a person. */
  approvals: ReactNode
  /** The strip at the bottom. */
  timeline: ReactNode
}

/** One run: its graph with live statuses, what happened when, what waits for a person, and every version of the graph. */
export function RunPage({ runId, slots, inside, onInside }: { runId: string; slots: RunPageSlots } & InsideProps) {
  const trpc = useTRPC()
  const detail = useQuery(trpc.runs.get.queryOptions({ runId }))
  const session = useOpenSession(runId)
  if (detail.isError && !detail.data) {
    const failure = failureOf(detail.error)
    return (
      <AppFrame title="Run">
        <ErrorState
          title={failure.status === 404 ? 'There is no such run' : 'This run could not be opened'}
          detail={failure.status === 404 ? LINK_MAY_BE_CUT : [failure.message, failure.hint].filter(Boolean).join(' ')}
          action={
            <Link to="/runs" className="font-medium text-accent-text underline-offset-4 hover:underline">
              All runs
            </Link>
          }
        />
      </AppFrame>
    )
  }
  if (!session)
    return (
      <AppFrame title={detail.data?.run.workflowName ?? 'Run'}>
        <p role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
          <Spinner /> Opening the run…
        </p>
      </AppFrame>
    )
  return (
    <RunSessionContext.Provider value={session}>
      <ReactFlowProvider>
        <StageProvider>
          <PlaceProvider inside={inside} onInside={onInside}>
            <OpenRun detail={detail.data} slots={slots} />
          </PlaceProvider>
        </StageProvider>
      </ReactFlowProvider>
    </RunSessionContext.Provider>
  )
}

function OpenRun({ detail, slots }: { detail: RunDetail | undefined; slots: RunPageSlots }) {
  const session = useRunSession()
  const head = documentIn(useHead())
  const nameOf = useNodeNames(head)
  const workflowName = useRunModel((model) => model.workflowName) ?? detail?.run.workflowName ?? 'Run'
  const over = useRunModel((model) => model.endedAt !== undefined) || detail?.run.endedAt !== undefined
  const status = useRunModel((model) => model.status) ?? detail?.run.status
  const wide = useWideLayout()
  const inReview = useRunView((view) => view.stage.kind === 'review')
  const knows = (nodeId: string) => nodeAtAddress(head, nodeId) !== undefined
  useRunAlerts(detail?.seq, { nameOf, knows, workflowName })
  return (
    <AppFrame
      title={workflowName}
      part="Run"
      facts={<RunFacts detail={detail} />}
      center={wide ? slots.banner : null}
      actions={<RunActions runId={session.runId} detail={detail} status={status} over={over} />}
    >
      <RunPageLayout
        canvas={<ShownCanvas />}
        drawer={(extraTabs) => <RunDrawer nameOf={nameOf} extraTabs={extraTabs} />}
        side={inReview ? slots.review : <RunSide detail={detail} nodeCount={head?.nodes.length ?? 0} nameOf={nameOf} approvals={slots.approvals} />}
        banner={slots.banner}
        timeline={slots.timeline}
      />
    </AppFrame>
  )
}

function ShownCanvas() {
  const stage = useShownStage()
  const reviewed = useReviewedPatch()
  return <RunCanvas stage={stage} by={reviewed ? actorName(reviewed.actor) : undefined} />
}

function RunFacts({ detail }: { detail: RunDetail | undefined }) {
  const session = useRunSession()
  const status = useRunModel((model) => model.status) ?? detail?.run.status
  const live = useStore(session.run.store, (state) => state.live)
  const failure = useStore(session.run.store, (state) => state.failure)
  return (
    <>
      {detail ? null : <Chip className="invisible">v1.0</Chip>}
      {detail?.run.versionLabel ? <Chip>{detail.run.versionLabel}</Chip> : null}
      {status ? <StatusLabel status={wordOfRun(status)} className="font-medium" /> : null}
      <span aria-hidden className="h-4 w-px bg-line" />
      <LiveBadge state={live} />
      {failure && live !== 'live' ? <span className="truncate text-ink-3 text-sm max-xl:hidden">{failure}</span> : null}
    </>
  )
}
