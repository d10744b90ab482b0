import { Monitor } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { startViewport } from '../../ui/canvas/opening-viewport.ts'
import { WorkflowCanvas } from '../../ui/canvas/workflow-canvas.tsx'
import { StillSurroundings } from './canvas/still-surroundings.tsx'
import { useEditor, useEditorState } from './editor-context.ts'
import { selectDocument } from './model/editor-store.ts'
import { collapsedView } from './model/groups.ts'

/** The workflow on a phone: to look at, with a sentence that says where it can be changed. */
export function PhoneEditor() {
  const { name, view } = useEditor()
  const onSettled = useCallback(() => view.setState({ ready: true }), [view])
  const document = useEditorState(selectDocument)
  const drawn = useMemo(() => collapsedView(document).document, [document])
  return (
    <div className="flex h-full flex-col">
      <p className="flex items-center gap-2 border-line border-b bg-surface-2 px-4 py-2.5 text-ink-2 text-sm">
        <Monitor aria-hidden size={15} className="shrink-0" />
        Read only on this screen. Open it on a wider one to edit; running works here.
      </p>
      <div className="relative min-h-0 flex-1">
        <WorkflowCanvas document={drawn} label={`Canvas of ${name}`} opening={startViewport} onSettled={onSettled}>
          <StillSurroundings document={document} />
        </WorkflowCanvas>
        {document.nodes.length === 0 ? <p className="absolute inset-x-4 top-1/3 text-center text-ink-2">This workflow has no steps yet.</p> : null}
      </div>
    </div>
  )
}
