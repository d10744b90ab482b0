import type { PatchRecord, RunDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { ArrowUpRight } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { failureOf, LINK_MAY_BE_CUT } from '../../lib/failure.ts'
import { firstViewIsPainted } from '../../lib/first-view.ts'
import { diffMarks, useChangesView, useReviewFlight } from '../../lib/live/overlay-marks.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { actorName } from '../../ui/actor-badge.tsx'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { patchLook } from './patch-look.ts'
import { ReviewPanel } from './review-panel.tsx'
import { TakeBack } from './take-back.tsx'
import { usePatchOverlay } from './use-patch-overlay.ts'

/** One change by its address: the graph with it laid over, who made it and why, and the decision while there is one to take. */
export function PatchPage({ patchId }: { patchId: string }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.patches.get.queryOptions({ patchId }))
  // tRPC types members of type unknown as optional; on the wire they are there.
  const patch = query.data as PatchRecord | undefined
  const run = useQuery({ ...trpc.runs.document.queryOptions({ runId: patch?.runId ?? '' }), enabled: patch?.runId !== undefined })
  const workflow = useQuery({
    ...trpc.workflows.document.queryOptions({ name: patch?.workflowName ?? '', tag: 'main' }),
    enabled: patch?.scope === 'tag' && patch.workflowName !== undefined,
  })
  const chain = (run.data ?? workflow.data) as RunDocument | undefined // the same reason; both answers hold base, patches and head
  if (query.isError) {
    const failure = failureOf(query.error)
    return (
      <AppFrame title="Change">
        <ErrorState
          title={failure.status === 404 ? 'There is no such change' : 'This change could not be opened'}
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
  return (
    <ReactFlowProvider>
      <OpenPatch patch={patch} chain={chain} unreachable={run.error ?? workflow.error} />
    </ReactFlowProvider>
  )
}

function OpenPatch({ patch, chain, unreachable }: { patch: PatchRecord | undefined; chain: RunDocument | undefined; unreachable: unknown }) {
  const [hunk, setHunk] = useState(-1)
  const { overlay, failure, materializing } = usePatchOverlay(patch, chain)
  const box = useRef<HTMLDivElement>(null)
  useReviewFlight(overlay, hunk, box)
  const initialView = useChangesView(overlay, box)
  const diffOf = useMemo(() => (overlay ? diffMarks(overlay, patch ? actorName(patch.actor) : undefined) : undefined), [overlay, patch])
  const trouble = unreachable ? failureOf(unreachable).message : failure
  return (
    <AppFrame title={patch?.workflowName ?? 'Change'} part="Change" facts={patch ? <PatchFacts patch={patch} /> : null}>
      <div className="grid h-full min-h-0 max-md:grid-rows-[38vh_minmax(0,1fr)] md:grid-cols-[minmax(0,1fr)_380px]">
        <div ref={box} className="relative min-h-0 min-w-0">
          {overlay && initialView ? (
            <WorkflowCanvas
              onSettled={firstViewIsPainted}
              initialView={initialView}
              document={overlay.document}
              label="Graph with the change laid over it"
              diffOf={diffOf}
              muted
            />
          ) : null}
          {materializing && !trouble ? (
            <p role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
              <Spinner /> Materializing workflow…
            </p>
          ) : null}
          {!overlay && trouble ? <ErrorState title="The change cannot be drawn" detail={trouble} /> : null}
        </div>
        <div className="min-h-0 min-w-0 border-line max-md:border-t md:border-l">
          {patch ? (
            <ReviewPanel patch={patch} overlay={overlay} failure={overlay ? undefined : trouble} hunk={hunk} onHunk={setHunk} onDecided={() => setHunk(-1)} />
          ) : null}
        </div>
      </div>
    </AppFrame>
  )
}

function PatchFacts({ patch }: { patch: PatchRecord }) {
  const look = patchLook(patch.status)
  return (
    <>
      <StatusLabel status={look.status} word={look.word} className="font-medium" />
      {patch.runId ? (
        <Link
          to="/runs/$runId"
          params={{ runId: patch.runId }}
          className="inline-flex items-center gap-1 text-accent-text text-sm underline-offset-4 hover:underline"
        >
          Open the run <ArrowUpRight size={14} aria-hidden />
        </Link>
      ) : null}
      {patch.status === 'applied' ? <TakeBack patch={patch} /> : null}
    </>
  )
}
