import type { FieldProblem } from '@aob/schemas'
import type { Viewport } from '@xyflow/react'
import type { RefObject } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { notify } from '../../../ui/toast.tsx'
import type { EditorScope, Judgement } from '../editor-context.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { createEditorView, type EditorView, type Wanted } from '../model/editor-view.ts'
import { isToDo } from '../model/fresh-steps.ts'
import { bodyAt } from './body-document.ts'
import { placeInside, problemsInside } from './body-problems.ts'
import { createBodyStore } from './body-store.ts'

/** A body that is drawn on instead of the workflow. */
export interface OpenBody {
  path: readonly string[]
  title: string
  store: EditorStore
  view: EditorView
  /** Of what is known of the workflow, what is in the body, and that with what only waits to be filled in there told as such. */
  judgementOf: (known: Judgement) => Judgement & { whole: Judgement }
  /** Where the camera stood when another canvas took its place. */
  camera: RefObject<Viewport | undefined>
  /** To the graph around it. */
  leave: () => void
}

type Root = Pick<EditorScope, 'store' | 'view'>

/** Shows the body of a step of what is drawn on. */
export function openBodyOf({ store, view, inside }: EditorScope, nodeId: string): void {
  openBody(inside?.root ?? { store, view }, [...(inside?.body.path ?? []), nodeId])
}

/** Whether two ways lead to the same body. */
export const isPath = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, depth) => id === other[depth])

/** Selects and shows a step or a connection of the body at a path, which is opened for it; of the workflow itself where the path is empty. */
export function showWithin(editor: EditorScope, path: readonly string[], { nodeId, edgeId }: Wanted): void {
  if (!isPath(path, editor.inside?.body.path ?? [])) {
    const root = editor.inside?.root ?? editor
    const { view } = openBody(root, path) ?? root
    view.setState({ wanted: { nodeId, edgeId } })
  } else if (nodeId !== undefined) editor.reveal(nodeId)
  else if (edgeId !== undefined) editor.revealEdge(edgeId)
}

/** The bodies of one editor that have been open: what was selected and half written in them is there when they are opened again. */
const known = new WeakMap<EditorStore, Map<string, OpenBody & { close: () => void }>>()

/** Shows the body at a path of ids instead of what is drawn; nothing happens where there is none. An empty path leads to the workflow itself. */
export function openBody(root: Root, path: readonly string[]): OpenBody | undefined {
  const body = path.length === 0 ? undefined : bodyOfEditor(root, path)
  root.view.setState({ body, quickAdd: undefined })
  announce(body ? `In the body of ${body.title}` : 'In the workflow')
  // Who comes out finds the step selected they were in.
  const [outermost] = path
  if (outermost !== undefined && body) root.store.select({ nodes: [outermost], edges: [] })
  return body
}

function bodyOfEditor(root: Root, path: readonly string[]): OpenBody | undefined {
  const bodies = known.get(root.store) ?? new Map<string, OpenBody & { close: () => void }>()
  known.set(root.store, bodies)
  const key = path.join('/')
  const before = bodies.get(key)
  if (before) return before
  const found = bodyAt(root.store.getState().document, path)
  if (!found) return undefined
  const title = nodeTitle(found.scope)
  const store = createBodyStore(root.store, {
    path,
    title,
    onGone() {
      bodies.get(key)?.close()
      bodies.delete(key)
      if (root.view.getState().body?.store !== store) return
      openBody(root, path.slice(0, -1))
      notify.info(`The body of ${title} is gone`, 'The step it belongs to is no longer there.')
    },
    onRefused: (what) => notify.info(`A body has no ${what}`, 'They belong to the workflow around it.'),
  })
  const view = createEditorView()
  view.setState({ ready: true })
  const body = {
    path,
    title,
    store,
    view,
    camera: { current: undefined },
    close: store.close,
    judgementOf: judgementIn(root, path, store),
    leave: () => void openBody(root, path.slice(0, -1)),
  }
  bodies.set(key, body)
  return body
}

function judgementIn(root: Root, path: readonly string[], store: EditorStore): OpenBody['judgementOf'] {
  const inside = (problems: readonly FieldProblem[]) => problemsInside(problems, root.store.getState().document, path)
  return (known) => {
    const { document, fresh, unread } = store.getState()
    const waits = (problem: FieldProblem) => isToDo(problem, document, fresh)
    const found = [...(unread?.problemsIn(document) ?? []), ...inside([...known.problems, ...known.todo])]
    const untouched = known.problems.filter((problem) => inside([problem]).some(waits))
    const whole = {
      ...known,
      problems: known.problems.filter((problem) => !untouched.includes(problem)),
      todo: [...known.todo, ...untouched],
    }
    return {
      ...known,
      problems: found.filter((problem) => !waits(problem)),
      todo: found.filter(waits),
      whole,
      now: async () => inside(await known.now()),
    }
  }
}

/** Shows the step at an address like `each/fetch`; false where there is none. */
export function showAddress(root: Root, address: string): boolean {
  const path = address.split('/')
  const nodeId = path.pop()
  const found = bodyAt(root.store.getState().document, path)?.body.nodes.some(({ id }) => id === nodeId)
  if (found) openBody(root, path)?.view.setState({ wanted: { nodeId } })
  return found ?? false
}

/** Goes into the body a problem lies in and to its place there; false for one that lies in no body. */
export function goInside(problem: FieldProblem, root: Root): boolean {
  const place = placeInside(problem, root.store.getState().document)
  const body = place && openBody(root, place.path)
  if (!body) return false
  const { nodeId, edgeId, pointer } = place.problem
  body.view.setState({ wanted: nodeId === undefined && edgeId === undefined ? undefined : { nodeId, edgeId }, wantedField: pointer })
  return true
}
