import { useMemo } from 'react'
import type { TextKeeper } from '../../../ui/forms/kept-text.ts'
import { useEditor } from '../editor-context.ts'
import { type Holder, keyOf, unreadTexts, valueAt } from '../model/unread-texts.ts'

const ELEMENT = /^\/(?:nodes|edges)\/\d+/

/** Keeps what is no value yet in the forms of a node, a connection or the workflow for as long as the editor is open. */
export function useTextKeeper(kind: 'node' | 'edge' | 'workflow', id = ''): TextKeeper {
  const { store } = useEditor()
  return useMemo(() => {
    const holder: Holder = kind === 'node' ? { nodeId: id } : kind === 'edge' ? { edgeId: id } : {}
    const placeOf = (pointer: string) => ({ ...holder, path: pointer.replace(ELEMENT, '') })
    return {
      get: (pointer) => store.getState().unread?.texts.get(keyOf(placeOf(pointer)))?.kept,
      set(pointer, kept, reason) {
        const { unread, document } = store.getState()
        const place = placeOf(pointer)
        const key = keyOf(place)
        if (reason === undefined && !unread?.texts.has(key)) return
        const next = new Map(unread?.texts)
        if (reason === undefined) next.delete(key)
        else next.set(key, { ...place, kept, reason, value: valueAt(document, place)?.value })
        store.setState({ unread: unreadTexts(next) })
      },
    }
  }, [store, kind, id])
}
