import type { PatchRecord, RunDocument } from '@aob/schemas'
import { useMemo } from 'react'
import { proposalOperations } from '../../lib/live/proposal-operations.ts'
import { type DocumentSource, type Materialization, useMaterialization } from '../../lib/materialize.ts'
import { type Overlay, overlayOf } from '../../stores/run-overlay.ts'
import { patchPlace } from '../../stores/run-patch-place.ts'

export interface PatchOverlay {
  overlay: Overlay | undefined
  failure: string | undefined
  materializing: boolean
}

function failureIn(result: Materialization): string | undefined {
  if (result.kind !== 'failed') return undefined
  return result.error instanceof Error ? result.error.message : String(result.error)
}

/** The graph before and after one patch of a run, whatever became of it. */
export function usePatchOverlay(patch: PatchRecord | undefined, chain: RunDocument | undefined): PatchOverlay {
  const place = useMemo(() => (patch && chain ? patchPlace(patch, chain) : undefined), [patch, chain])
  const beforeSource = useMemo<DocumentSource | undefined>(
    () => (patch && chain && place ? { id: `${patch.patchId}/before`, base: chain.base, patches: place.before } : undefined),
    [patch, chain, place],
  )
  const before = useMaterialization(beforeSource)
  const graph = before.kind === 'ready' && before.source === beforeSource ? before.workflow : undefined
  const reading = useMemo(() => {
    if (!patch || !chain || !place || !graph) return undefined
    return proposalOperations(place.exact ? { ...patch, baseVersion: undefined } : patch, chain.head, graph)
  }, [patch, chain, place, graph])
  const afterSource = useMemo<DocumentSource | undefined>(
    () =>
      beforeSource && patch && reading?.kind === 'ok'
        ? { id: `${patch.patchId}/after`, base: beforeSource.base, patches: [...beforeSource.patches, { operations: reading.operations }] }
        : undefined,
    [beforeSource, patch, reading],
  )
  const after = useMaterialization(afterSource)
  const result = after.kind === 'ready' && after.source === afterSource ? after.workflow : undefined
  const overlay = useMemo(() => (graph && result ? overlayOf(graph, result) : undefined), [graph, result])
  const failure = reading?.kind === 'conflict' ? reading.message : (failureIn(before) ?? failureIn(after))
  return { overlay, failure, materializing: !overlay && !failure }
}
