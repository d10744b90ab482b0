import { CornerLeftUp } from 'lucide-react'
import { useEffect } from 'react'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { Crumb } from '../../../ui/crumb.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { backToCanvas } from '../canvas/back-to-canvas.ts'
import { useEditor } from '../editor-context.ts'
import { bodyAt } from './body-document.ts'
import { openBody } from './open-body.ts'
import { useWanted } from './use-wanted.ts'

/** Where the canvas stands inside the workflow, and the way back out. */
export function BodyTrail() {
  const { name, inside } = useEditor()
  useWanted()
  useEffect(() => {
    // What was pressed to come here is gone with the canvas it stood on.
    if (document.activeElement === document.body) void backToCanvas()
  }, [])
  if (!inside) return null
  const { body, root } = inside
  const titleOf = (path: readonly string[]) => {
    const found = bodyAt(root.store.getState().document, path)
    return found ? nodeTitle(found.scope) : ''
  }
  return (
    <nav
      aria-label="Place in the workflow"
      className="absolute top-3 left-3 z-10 flex max-w-[calc(100%-24px)] items-center gap-1 rounded-xl border border-line bg-surface px-1.5 py-1 text-sm shadow-pop"
    >
      <IconButton label="Out of this body" shortcut="Esc" size="sm" onClick={body.leave}>
        <CornerLeftUp size={14} aria-hidden />
      </IconButton>
      <ol className="flex min-w-0 items-center">
        <Crumb name={name} onGo={() => openBody(root, [])} />
        {body.path.map((id, index) => {
          const path = body.path.slice(0, index + 1)
          return <Crumb key={path.join('/')} name={titleOf(path) || id} here={path.length === body.path.length} onGo={() => openBody(root, path)} />
        })}
      </ol>
    </nav>
  )
}
