import { applyOperations } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import type { Viewport } from '@xyflow/react'
import { History, RotateCcw, X } from 'lucide-react'
import { useMemo } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { diffMarks } from '../../lib/live/overlay-marks.ts'
import { type DocumentSource, useMaterialization } from '../../lib/materialize.ts'
import { overlayOf } from '../../stores/run-overlay.ts'
import { ActorBadge, actorName } from '../../ui/actor-badge.tsx'
import { Button } from '../../ui/button.tsx'
import type { DiffOf } from '../../ui/canvas/overlays.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { useEditor, useEditorState } from './editor-context.ts'
import { selectBase } from './model/editor-store.ts'
import { versionName } from './version-strip.tsx'

export interface VersionPreviewProps {
  /** Patches applied; 0 is the first version. */
  count: number
  /** The camera stays where it was: changing the version never moves the graph. */
  camera: Viewport | undefined
  onClose: () => void
}

/** An earlier version on the canvas, with what its patch did marked. Only a look: nothing moves until it is restored. */
export function VersionPreview({ count, camera, onClose }: VersionPreviewProps) {
  const { store, name } = useEditor()
  const { patches, baseText } = useEditorState(selectBase)
  const patch = patches[count - 1]
  // The version before it comes from the worker; its own patch is laid over, so that both sides of the change are in hand.
  const source = useMemo<DocumentSource>(
    () => ({ id: `${name}@main/preview`, base: baseText, patches: patches.slice(0, Math.max(0, count - 1)) }),
    [name, baseText, patches, count],
  )
  const made = useMaterialization(source)
  const shown = useMemo(() => {
    if (made.kind !== 'ready' || made.source !== source) return undefined
    const applied = patch ? applyOperations(made.workflow, patch.operations) : undefined
    // Published patches were validated: what they make of a workflow is a workflow.
    const after = applied?.kind === 'ok' ? (applied.document as Workflow) : made.workflow
    const overlay = overlayOf(made.workflow, after)
    const marks = diffMarks(overlay, patch && actorName(patch.actor))
    const diffOf: DiffOf = (id, element) => {
      const mark = marks(id, element)
      return mark && { ...mark, settled: true }
    }
    return { after, document: overlay.document, diffOf }
  }, [made, source, patch])

  function restore() {
    if (!shown) return
    store.edit(`restore ${versionName(patches, count)}`, () => shown.after)
    onClose()
  }
  return (
    <div className="relative h-full" data-version-preview={count}>
      <div className="absolute inset-x-0 top-0 z-20 flex h-11 items-center gap-2 border-line border-b bg-surface-2 px-3 text-sm">
        <History aria-hidden size={15} className="shrink-0 text-ink-3" />
        <span className="shrink-0 font-semibold">{versionName(patches, count)}</span>
        {patch ? <ActorBadge actor={patch.actor} /> : null}
        <span className="min-w-0 flex-1 truncate text-ink-2">
          {patch?.rationale ?? (patch ? '' : 'The first version')}
          {patch ? (
            <span className="text-ink-3">
              {' · '}
              <RelativeTime at={patch.createdAt} />
            </span>
          ) : null}
        </span>
        <Button size="sm" icon={<RotateCcw aria-hidden size={13} />} disabled={!shown} onClick={restore}>
          Restore here
        </Button>
        <Button size="sm" tone="quiet" icon={<X aria-hidden size={14} />} onClick={onClose}>
          Back to now
        </Button>
      </div>
      <div className="h-full">
        {made.kind === 'failed' ? (
          <ErrorState title="This version could not be shown" detail={failureOf(made.error).message} action={<Button onClick={onClose}>Back to now</Button>} />
        ) : null}
        {shown ? (
          <WorkflowCanvas document={shown.document} label={`${versionName(patches, count)} of ${name}`} diffOf={shown.diffOf} initialView={camera} />
        ) : made.kind === 'failed' ? null : (
          <p role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
            <Spinner /> Materializing workflow…
          </p>
        )}
      </div>
    </div>
  )
}
