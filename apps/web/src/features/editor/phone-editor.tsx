import type { Viewport } from '@xyflow/react'
import { Monitor } from 'lucide-react'
import { type RefObject, useCallback, useMemo, useRef } from 'react'
import { startViewport } from '../../ui/canvas/opening-viewport.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { BodyTrail } from './bodies/body-trail.tsx'
import { openBodyOf } from './bodies/open-body.ts'
import { StillSurroundings } from './canvas/still-surroundings.tsx'
import { useCameraLeft } from './canvas/use-camera-left.ts'
import { useEditor, useEditorState } from './editor-context.ts'
import { selectDocument } from './model/editor-store.ts'
import { collapsedView } from './model/groups.ts'

/** The workflow on a phone: to look at, with a sentence that says where it can be changed. */
export function PhoneEditor() {
  const { inside } = useEditor()
  const camera = useRef<Viewport | undefined>(undefined)
  const document = useEditorState(selectDocument)
  return (
    <div className="flex h-full flex-col">
      <p className="flex items-center gap-2 border-line border-b bg-surface-2 px-4 py-2.5 text-ink-2 text-sm">
        <Monitor aria-hidden size={15} className="shrink-0" />
        Read only on this screen. Open it on a wider one to edit; running works here.
      </p>
      <div className="relative min-h-0 flex-1">
        <PhoneCanvas key={inside?.body.path.join('/') ?? ''} camera={inside?.body.camera ?? camera} />
        {document.nodes.length === 0 ? (
          <p className="absolute inset-x-4 top-1/3 text-center text-ink-2">This {inside ? 'body' : 'workflow'} has no steps yet.</p>
        ) : null}
      </div>
    </div>
  )
}

/** What is drawn on: the workflow, or the body of a step, with the way out of it. */
function PhoneCanvas({ camera }: { camera: RefObject<Viewport | undefined> }) {
  const editor = useEditor()
  const { name, view, inside } = editor
  const onSettled = useCallback(() => view.setState({ ready: true }), [view])
  const document = useEditorState(selectDocument)
  const drawn = useMemo(() => collapsedView(document).document, [document])
  const onOpenBody = useCallback((nodeId: string) => openBodyOf(editor, nodeId), [editor])
  useCameraLeft(camera)
  return (
    <WorkflowCanvas
      document={drawn}
      label={inside ? `Body of ${inside.body.title}` : `Canvas of ${name}`}
      opening={startViewport}
      initialView={camera.current}
      onOpenBody={onOpenBody}
      onSettled={onSettled}
    >
      <StillSurroundings document={document} />
      {inside ? <BodyTrail /> : null}
    </WorkflowCanvas>
  )
}
