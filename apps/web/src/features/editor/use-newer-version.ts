import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'
import { useEditor, useEditorState } from './editor-context.ts'
import { selectBase, selectDirty, selectSave } from './model/editor-store.ts'

/**
 * Notices when somebody else publishes while the workflow is open. Without unsaved edits the new version is taken in at once;
 * with them its label is answered, and the person decides. The query is kept fresh by the workspace's live notices.
 */
export function useNewerVersion(onReload: () => Promise<void>): string | undefined {
  const { name } = useEditor()
  const trpc = useTRPC()
  const base = useEditorState(selectBase)
  const dirty = useEditorState(selectDirty)
  const saving = useEditorState(selectSave).kind === 'saving'
  const head = useQuery(trpc.workflows.get.queryOptions({ name })).data?.tags.find(({ tag }) => tag === 'main')
  // Versions this editor has stood on: an answer that names one of them is late news, not a newer version.
  const known = useRef(new Set<string>())
  known.current.add(base.artifactId)
  for (const { artifactId } of base.patches) if (artifactId) known.current.add(artifactId)
  const newer = head && !saving && !known.current.has(head.artifactId) ? head.versionLabel : undefined
  const taken = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (newer === undefined || dirty || taken.current === newer) return
    taken.current = newer
    void onReload().then(() => notify.info(`Now at ${newer}`, 'Somebody published while you were looking.'))
  }, [newer, dirty, onReload])
  return dirty ? newer : undefined
}
