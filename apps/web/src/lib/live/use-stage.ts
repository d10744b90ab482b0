import type { PatchRecord, RunDocument, Workflow } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useDeferredValue, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { type DocumentState, documentIn } from '../../stores/run-documents.ts'
import { type Overlay, overlayOf } from '../../stores/run-overlay.ts'
import { useTRPC } from '../trpc.ts'
import { type ProposalReading, proposalOperations } from './proposal-operations.ts'
import { useRunSession, useRunView } from './run-session-context.ts'
import { useRunChain } from './use-run-chain.ts'

/** The graph the canvas shows now, and how far its computation is. */
export interface StageView {
  kind: 'live' | 'preview' | 'review'
  document: Workflow | undefined
  overlay: Overlay | undefined
  /** Set while the worker computes. */
  materializing: boolean
  failure: string | undefined
}

export const StageContext = createContext<StageView | undefined>(undefined)

/** What the canvas of this run page shows; computed once by the page. */
export function useShownStage(): StageView {
  const stage = useContext(StageContext)
  if (!stage) throw new Error('This part belongs beside the canvas of a run page.')
  return stage
}

/** The patch under review on this run page. */
export function useReviewedPatch(): PatchRecord | undefined {
  const trpc = useTRPC()
  const patchId = useRunView((view) => (view.stage.kind === 'review' ? view.stage.patchId : undefined))
  const { data } = useQuery({ ...trpc.patches.get.queryOptions({ patchId: patchId ?? '' }), enabled: patchId !== undefined })
  // tRPC types members of type unknown as optional; on the wire they are there.
  return patchId ? (data as PatchRecord | undefined) : undefined
}

export const HeadContext = createContext<DocumentState | undefined>(undefined)

/** The graph as it runs, taken up as by {@link useDeferredHead}. */
export function useHead(): DocumentState {
  const head = useContext(HeadContext)
  if (!head) throw new Error('This part belongs beside the canvas of a run page.')
  return head
}

/**
 * The graph as it runs. All of the page hangs on it: another one is taken up between other things, not in the task that brings it. For
 * {@link HeadContext}: whoever reads the store is rendered at once, and only what renders nothing else may be.
 */
export function useDeferredHead(): DocumentState {
  return useDeferredValue(useStore(useRunSession().head.store))
}

function reading(patch: PatchRecord | undefined, chain: RunDocument | undefined, head: Workflow | undefined): ProposalReading | undefined {
  return patch && chain && head ? proposalOperations(patch, chain.head, head) : undefined
}

/** Keeps the head and the reviewed result computed, and says what to draw; the same object while that stays. For {@link StageContext}; everything else uses {@link useShownStage}. */
export function useStage(head: DocumentState): StageView {
  const session = useRunSession()
  const stage = useRunView((view) => view.stage)
  const { chain, error } = useRunChain()
  const patch = useReviewedPatch()
  const preview = useStore(session.preview.store)
  const proposed = useStore(session.proposed.store)
  const headDocument = documentIn(head)

  useEffect(() => {
    if (chain) session.setChain(chain)
  }, [chain, session])
  const proposal = useMemo(() => reading(patch, chain, head.kind === 'ready' ? head.document : undefined), [patch, chain, head])
  useEffect(() => {
    if (patch && chain && proposal?.kind === 'ok') session.showProposed(chain, patch.patchId, proposal.operations)
  }, [patch, chain, proposal, session])

  const after = stage.kind === 'review' && proposed.kind === 'ready' && patch && proposed.key.endsWith(`?${patch.patchId}`) ? proposed.document : undefined
  const overlay = useMemo(() => (headDocument && after ? overlayOf(headDocument, after) : undefined), [headDocument, after])
  const failure = error instanceof Error ? error.message : undefined
  const next = ((): StageView => {
    if (stage.kind === 'live') return view('live', headDocument, undefined, head, failure)
    if (stage.kind === 'review') {
      const trouble = proposal?.kind === 'conflict' ? proposal.message : failure
      return view('review', overlay?.document ?? headDocument, overlay, proposed, trouble)
    }
    // Until the first step back is computed the newest version stays; that alone is no news.
    const shown = preview.kind === 'idle' && headDocument ? head : preview
    return view('preview', documentIn(preview) ?? headDocument, undefined, shown, failure)
  })()
  const last = useRef(next)
  if (!sameStage(last.current, next)) last.current = next
  return last.current
}

function sameStage(a: StageView, b: StageView): boolean {
  return a.kind === b.kind && a.document === b.document && a.overlay === b.overlay && a.materializing === b.materializing && a.failure === b.failure
}

function view(
  kind: StageView['kind'],
  document: Workflow | undefined,
  overlay: Overlay | undefined,
  state: DocumentState,
  failure: string | undefined,
): StageView {
  const broken = failure ?? (state.kind === 'failed' ? state.message : undefined)
  const waits = state.kind === 'materializing' || state.kind === 'idle'
  return { kind, document, overlay, materializing: !broken && waits, failure: broken }
}
