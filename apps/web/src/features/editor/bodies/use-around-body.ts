import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useEditor } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { type AroundBody, aroundBody } from './around-body.ts'

/** What is around the body that is drawn on; undefined where the workflow itself is. */
export function useAroundBody(): AroundBody | undefined {
  const { store, inside } = useEditor()
  const document = useStore(inside?.root.store ?? store, selectDocument)
  const path = inside?.body.path
  return useMemo(() => path && aroundBody(document, path), [document, path])
}
