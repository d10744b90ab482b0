import { useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'
import { announce } from '../../../ui/announcer.ts'
import { fitEverything, fitNodes } from '../../../ui/canvas/fit-view.ts'
import { NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { useEditor, useProblems } from '../editor-context.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { deleteSelection, duplicateSelection, neighbour, nudge, selectAll } from '../model/gestures.ts'
import { goToProblem } from '../model/go-to-problem.ts'
import { groupSelection, ungroupSelection } from '../model/groups.ts'
import { problemSentence } from '../panels/problem-words.ts'
import { tidyScope } from '../tidy/tidy-scope.ts'

/** Steps of the arrow keys, in canvas pixels. */
const STEP = { normal: 8, large: 40, fine: 1 }
const ARROWS = { ArrowLeft: [-1, 0, 'left'], ArrowRight: [1, 0, 'right'], ArrowUp: [0, -1, 'up'], ArrowDown: [0, 1, 'down'] } as const

export interface ShortcutActions {
  save: () => void
  run: () => void
  find: () => void
  note: () => void
  runToHere: (nodeId: string) => void
  runSelection: (nodeIds: readonly string[]) => void
  /** Starts a connection from the selected node. */
  connect: () => void
  /** An earlier version is on the canvas: nothing may change under it. */
  looking: boolean
}

/** Keys a tree walks by; all others mean the node that is selected in it. */
const TREE_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Enter', ' '])

/** True where keys belong to somebody else: text, menus, dialogs, the walking keys in trees. */
function elsewhere(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=tree]')) return TREE_KEYS.has(event.key)
  return target.isContentEditable || target.closest('input, textarea, select, [role=dialog], [role=menu], [role=listbox], [cmdk-root]') !== null
}

function arrowBindings(store: EditorStore, reveal: (nodeId: string) => void): Record<string, (event: KeyboardEvent) => void> {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {}
  for (const [key, [x, y, direction]] of Object.entries(ARROWS)) {
    bindings[key] = () => nudge(store, { x: x * STEP.normal, y: y * STEP.normal })
    bindings[`Shift+${key}`] = () => nudge(store, { x: x * STEP.large, y: y * STEP.large })
    bindings[`Alt+${key}`] = () => nudge(store, { x: x * STEP.fine, y: y * STEP.fine })
    bindings[`Control+${key}`] = () => {
      const next = neighbour(store, direction)
      if (next) reveal(next)
    }
  }
  return bindings
}

/** What is selected; everything when nothing is. */
function selectedNodes(store: EditorStore) {
  const { document, selection } = store.getState()
  const chosen = new Set(selection.nodes)
  return chosen.size === 0 ? document.nodes : document.nodes.filter((node) => chosen.has(node.id))
}

/** The editor's keys. Those that save, undo and the like work everywhere; those that move and delete only on the canvas. */
export function useShortcuts(actions: ShortcutActions): void {
  const { store, view, reveal } = useEditor()
  const camera = useCamera()
  const problems = useProblems()
  const latest = useRef({ actions, problems, at: -1 })
  latest.current.actions = actions
  latest.current.problems = problems
  useEffect(() => {
    const onCanvas: Record<string, (event: KeyboardEvent) => void> = {
      ...arrowBindings(store, reveal),
      Delete: () => announce(deleteSelection(store) ?? ''),
      Backspace: () => announce(deleteSelection(store) ?? ''),
      '$mod+d': () => duplicateSelection(store),
      '$mod+a': () => selectAll(store),
      '$mod+z': () => announce(sentence('Undone', store.undo())),
      '$mod+Shift+z': () => announce(sentence('Done again', store.redo())),
      '$mod+y': () => announce(sentence('Done again', store.redo())),
      '$mod+g': () => announce(groupSelection(store) ? 'Grouped' : 'Select at least two nodes to group them'),
      '$mod+Shift+g': () => announce(ungroupSelection(store) ? 'Ungrouped' : 'Nothing to ungroup'),
      n: () => latest.current.actions.note(),
      c: () => latest.current.actions.connect(),
      'Shift+Enter': () => {
        const [only, ...others] = store.getState().selection.nodes
        if (only !== undefined && others.length === 0) latest.current.actions.runToHere(only)
        else if (only !== undefined) latest.current.actions.runSelection([only, ...others])
      },
      'Alt+Shift+KeyT': () => view.setState({ tidying: tidyScope(store.getState().selection.nodes.length) }),
      Escape: () => store.select(NOTHING_SELECTED),
      'Shift+!': () => fitEverything(camera, store.getState().document),
      'Shift+Digit1': () => fitEverything(camera, store.getState().document),
      f: () => fitNodes(camera, selectedNodes(store)),
      Enter: (event) => selectFocused(store, event),
      Space: (event) => selectFocused(store, event),
    }
    const everywhere: Record<string, (event: KeyboardEvent) => void> = {
      '$mod+s': () => latest.current.actions.save(),
      '$mod+Enter': () => latest.current.actions.run(),
      '$mod+f': () => latest.current.actions.find(),
      F3: () => latest.current.actions.find(),
      F8: () => {
        const { problems: list } = latest.current
        if (list.length === 0) return announce('No problems')
        latest.current.at = (latest.current.at + 1) % list.length
        const problem = list[latest.current.at]
        if (!problem) return
        goToProblem(problem, { store, view, reveal })
        announce(problemSentence(problem, store.getState().document))
      },
    }
    return tinykeys(window, { ...guarded(onCanvas, (event) => latest.current.actions.looking || elsewhere(event)), ...guarded(everywhere, () => false) })
  }, [store, view, camera, reveal])
}

function sentence(word: string, label: string | undefined): string {
  return label === undefined ? `Nothing to be ${word.toLowerCase()}` : `${word}: ${label}`
}

function guarded(bindings: Record<string, (event: KeyboardEvent) => void>, skip: (event: KeyboardEvent) => boolean) {
  return Object.fromEntries(
    Object.entries(bindings).map(([keys, run]) => [
      keys,
      (event: KeyboardEvent) => {
        if (skip(event) || (event.defaultPrevented && keys !== 'Escape')) return
        if (keys === 'Enter' || keys === 'Space') return run(event)
        event.preventDefault()
        run(event)
      },
    ]),
  )
}

/** Enter or Space on a focused card selects it; buttons keep their own meaning. */
function selectFocused(store: EditorStore, event: KeyboardEvent): void {
  const card = event.target instanceof HTMLElement && event.target.classList.contains('react-flow__node') ? event.target : undefined
  const id = card?.dataset.id
  if (id === undefined) return
  event.preventDefault()
  const { nodes } = store.getState().selection
  store.select({ nodes: event.shiftKey ? [...nodes.filter((other) => other !== id), id] : [id], edges: [] })
}
