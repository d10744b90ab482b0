import { useMemo } from 'react'
import { type Camera, useCamera } from '../../../ui/canvas/use-camera.ts'
import { type EditorScope, useEditor } from '../editor-context.ts'
import { type TestRunActions, useTestRun } from '../test-run/use-test-run.ts'

/** What the entries of menus work with. */
export interface MenuTools {
  editor: EditorScope
  camera: Camera
  test: TestRunActions
}

export function useMenuTools(): MenuTools {
  const editor = useEditor()
  const camera = useCamera()
  const test = useTestRun()
  return useMemo(() => ({ editor, camera, test }), [editor, camera, test])
}
