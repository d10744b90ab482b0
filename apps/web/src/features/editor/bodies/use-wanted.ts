import { useEffect } from 'react'
import { useStore } from 'zustand'
import { type EditorScope, useEditor } from '../editor-context.ts'
import { type EditorViewState, selectBody } from '../model/editor-view.ts'

const selectWanted = ({ wanted }: EditorViewState) => wanted

/** Shows the step or connection somebody wants to see in what is drawn on, once its canvas is there. */
export function useWanted(): void {
  const { reveal, revealEdge, view }: EditorScope = useEditor()
  const wanted = useStore(view, selectWanted)
  const covered = useStore(view, selectBody) !== undefined
  useEffect(() => {
    if (!wanted || covered) return
    // The canvas takes its opening place a moment after it is there; what is wanted is shown after that.
    const soon = setTimeout(() => {
      if (wanted.nodeId !== undefined) reveal(wanted.nodeId)
      else if (wanted.edgeId !== undefined) revealEdge(wanted.edgeId)
      view.setState({ wanted: undefined })
    }, 1)
    return () => clearTimeout(soon)
  }, [wanted, covered, reveal, revealEdge, view])
}
