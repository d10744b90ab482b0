import type { Workflow } from '@aob/schemas'
import { createStore } from 'zustand/vanilla'
import { type CanvasSelection, NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import { type EditorState, type EditorStore, type FreshSteps, withPutDown } from '../model/editor-store.ts'
import { bodyAt, drawnBodies, withBodyAt } from './body-document.ts'
import { withRenamedOutput } from './renamed-output.ts'

export interface BodyStorePorts {
  /** Ids of the steps around it, outermost first. */
  path: readonly string[]
  /** Names the body in what can be undone. */
  title: string
  /** The body is no longer there: its step was deleted, here or elsewhere. */
  onGone: () => void
  /** Something was drawn that a body cannot have. */
  onRefused: (what: string) => void
}

/**
 * An editor's store for the body of a step, over that of the workflow.
 *
 * - B1 what is drawn is an entry of the workflow's own history, and undo and redo are the workflow's.
 * - B2 the document is the same object as long as the body is, whatever changes around it.
 * - B3 selection, steps to fill in and texts that are no value yet are the body's own.
 */
export function createBodyStore(root: EditorStore, { path, title, onGone, onRefused }: BodyStorePorts): EditorStore & { close: () => void } {
  const drawn = drawnBodies(path)
  const start = drawn(root.getState().document)
  if (!start) throw new Error('There is no such body.')
  const own: Pick<EditorState, 'selection' | 'fresh'> = { selection: NOTHING_SELECTED, fresh: new Map() }
  const { unread: _unread, ...around } = root.getState()
  const store = createStore<EditorState>(() => ({ ...around, ...own, document: start }))

  const close = root.subscribe((state) => {
    const document = drawn(state.document)
    if (!document) return onGone()
    const { selection, fresh, unread } = store.getState()
    const { unread: _, ...rest } = state
    store.setState({ ...rest, fresh, ...(unread ? { unread } : {}), document, selection: kept(selection, document) })
  })

  function change(current: Workflow, change: (document: Workflow) => Workflow): Workflow {
    const before = drawn(current)
    const after = before && change(before)
    if (!after || after === before) return current
    const beyond = after.groups ? 'groups' : after.notes ? 'notes' : undefined
    if (beyond) onRefused(beyond)
    return after.nodes === before.nodes && after.edges === before.edges ? current : withBodyAt(current, path, after)
  }

  const leave = (fresh: FreshSteps) => store.setState({ fresh })
  return {
    ...store,
    close,
    edit(label, changeBody, options = {}) {
      const { mergeKey, select, added, renamed = new Map() } = options
      const key = mergeKey === undefined ? {} : { mergeKey: `${path.join('/')}/${mergeKey}` }
      const changed = root.edit(`${label} in ${title}`, (document) => withRenamedOutput(change(document, changeBody), path, renamed), key)
      const { document, selection, fresh } = store.getState()
      if (select && (changed || select !== selection)) store.setState({ selection: kept(select, document) })
      if (changed) leave(withPutDown(fresh, added))
      return changed
    },
    seal: root.seal,
    undo: root.undo,
    redo: root.redo,
    select(selection) {
      root.write(undefined)
      store.setState({ selection })
    },
    saving: root.saving,
    leave(nodeId, key) {
      const { fresh } = store.getState()
      const left = fresh.get(nodeId)
      if (left && !left.includes(key)) leave(new Map(fresh).set(nodeId, [...left, key]))
    },
    write(pointer) {
      const around = pointer === undefined ? undefined : bodyAt(root.getState().document, path)
      root.write(around && `${around.pointer}${pointer}`)
    },
    attempt() {
      leave(new Map())
      root.attempt()
    },
    merge: root.merge,
  }
}

function kept(selection: CanvasSelection, { nodes, edges }: Workflow): CanvasSelection {
  const there = { nodes: new Set(nodes.map(({ id }) => id)), edges: new Set(edges.map(({ id }) => id)) }
  if (selection.nodes.every((id) => there.nodes.has(id)) && selection.edges.every((id) => there.edges.has(id))) return selection
  return { nodes: selection.nodes.filter((id) => there.nodes.has(id)), edges: selection.edges.filter((id) => there.edges.has(id)) }
}
