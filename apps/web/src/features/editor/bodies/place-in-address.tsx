import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { literalText } from '../../../ui/literal-text.ts'
import { notify } from '../../../ui/toast.tsx'
import { type EditorScope, useEditor } from '../editor-context.ts'
import { selectBody } from '../model/editor-view.ts'
import { bodyAt } from './body-document.ts'
import { openBody, showAddress } from './open-body.ts'
import { useWanted } from './use-wanted.ts'

const FROM = '/w/$name'
/** Of what an address says is not there, so much is told. */
const MOST_TOLD = 80

/** The place inside the workflow that the address names: the step it leads to, and the body that is drawn on, both ways. */
export function PlaceInAddress() {
  const editor = useEditor()
  useStepInAddress(editor)
  useBodyInAddress(editor)
  useWanted()
  return null
}

/** Shows the step of `?node=`, of a body with the way to it: `each/fetch`. */
function useStepInAddress({ store, session, view, reveal }: EditorScope): void {
  const { node } = useSearch({ from: FROM })
  useEffect(() => {
    if (node === undefined) return
    let gone = false
    const isThere = () => store.getState().document.nodes.some(({ id }) => id === node)
    const go = async () => {
      // What this browser has kept beside the server's draft comes with the engine.
      if (!isThere()) await session.whenAttached
      if (gone) return
      if (isThere()) reveal(node)
      else if (!showAddress({ store, view }, node))
        notify.info(`There is no step “${literalText(node.slice(0, MOST_TOLD))}” here`, 'It was removed, or the link is of another version.')
    }
    // The canvas takes its opening place a moment after it is there; the node is shown after that, not before.
    const soon = setTimeout(() => void go(), 1)
    return () => {
      gone = true
      clearTimeout(soon)
    }
  }, [node, reveal, session, store, view])
}

/**
 * `?in=` is the body that is drawn on. Going in and out are entries of the browser's history; a body that is gone leaves none, and a link
 * to a step in a body is the entry of that body.
 */
function useBodyInAddress({ store, session, view }: EditorScope): void {
  const { in: wanted, node } = useSearch({ from: FROM })
  const navigate = useNavigate({ from: FROM })
  /** What the address says, as far as the canvas has followed it or brought it about. */
  const said = useRef<string | undefined>(undefined)
  useEffect(() => {
    const shown = () => selectBody(view.getState())?.path.join('/')
    const isThere = (address: string) => bodyAt(store.getState().document, address.split('/')) !== undefined
    const say = () => {
      const before = said.current
      const body = shown()
      if (body === before) return
      said.current = body
      if (body === wanted) return
      const leadsIn = node?.includes('/') === true
      const arrived = leadsIn && before === undefined && body !== undefined && node.startsWith(`${body}/`)
      const search = { ...(node === undefined || (leadsIn && !arrived) ? {} : { node }), ...(body === undefined ? {} : { in: body }) }
      void navigate({ search, replace: arrived || (before !== undefined && !isThere(before)) })
    }
    const stop = view.subscribe(say)
    let left = false
    const follow = async () => {
      if (wanted !== undefined && !isThere(wanted)) await session.whenAttached
      if (left) return
      said.current = wanted
      if (wanted === shown()) return
      const there = wanted === undefined || isThere(wanted)
      if (!there) notify.info(`There is no body “${literalText(wanted.slice(0, MOST_TOLD))}” here`, 'Its step was removed, or the link is of another version.')
      openBody({ store, view }, there ? (wanted?.split('/') ?? []) : [])
    }
    const isFollowed = wanted === said.current
    const soon = isFollowed ? undefined : setTimeout(() => void follow(), 1)
    // A body may have been opened before this part was there.
    if (isFollowed) say()
    return () => {
      left = true
      clearTimeout(soon)
      stop()
    }
  }, [wanted, node, navigate, session, store, view])
}
