/** What each key of the editor does. docs/editor.md and the list of keys (`?`) say the same; a test holds them together. */
import type { FieldProblem } from '@aob/schemas'
import { announce } from '../../../ui/announcer.ts'
import { fitEverything, fitNodes } from '../../../ui/canvas/fit-view.ts'
import { NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import type { Camera } from '../../../ui/canvas/use-camera.ts'
import { deleteChosen, duplicateChosen, groupChosen, ungroupChosen } from '../actions/selection-commands.ts'
import type { EditorScope } from '../editor-context.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { nudge, selectAll } from '../model/gestures.ts'
import type { GoneTo } from '../panels/next-problem.ts'
import { tidyScope } from '../tidy/tidy-scope.ts'
import { backToCanvas } from './back-to-canvas.ts'

/** Walking along connections comes with the first step. */
const walking = () => import('../model/walk.ts')

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

/** Letters that line up or share out what is selected, with Alt, as other drawing tools have them; with Shift, equal gaps. */
const ARRANGING = {
  KeyA: 'left',
  KeyH: 'centre',
  KeyD: 'right',
  KeyW: 'top',
  KeyV: 'middle',
  KeyS: 'bottom',
  'Shift+KeyH': 'across',
  'Shift+KeyV': 'down',
} as const

export type KeyBindings = Record<string, (event: KeyboardEvent) => void>

export interface KeyDeps {
  editor: EditorScope
  camera: Camera
  /** What changes from one drawing of the page to the next; `at` is where F8 went last. */
  latest: { actions: ShortcutActions; problems: readonly FieldProblem[]; todo: readonly FieldProblem[]; at?: GoneTo | undefined }
}

function arrowKeys({ store, reveal }: EditorScope): KeyBindings {
  const bindings: KeyBindings = {}
  for (const [key, [x, y, direction]] of Object.entries(ARROWS)) {
    bindings[key] = () => nudge(store, { x: x * STEP.normal, y: y * STEP.normal })
    bindings[`Shift+${key}`] = () => nudge(store, { x: x * STEP.large, y: y * STEP.large })
    bindings[`Alt+${key}`] = () => nudge(store, { x: x * STEP.fine, y: y * STEP.fine })
    bindings[`Control+${key}`] = ({ target }) => {
      const focused = target instanceof HTMLElement && target.matches('.react-flow__node') ? target.dataset.id : undefined
      void walking().then(({ neighbour }) => {
        const next = neighbour(store, direction, focused)
        if (next) reveal(next)
      })
    }
  }
  return bindings
}

function arrangingKeys(store: EditorStore): KeyBindings {
  return Object.fromEntries(
    Object.entries(ARRANGING).map(([key, how]) => [
      `Alt+${key}`,
      () => void import('../model/arrange.ts').then(({ arrangeSelection }) => announce(arrangeSelection(store, how))),
    ]),
  )
}

/** What is selected; everything when nothing is. */
function selectedNodes(store: EditorStore) {
  const { document, selection } = store.getState()
  const chosen = new Set(selection.nodes)
  return chosen.size === 0 ? document.nodes : document.nodes.filter((node) => chosen.has(node.id))
}

function walkConnections({ store, revealEdge }: EditorScope, step: 1 | -1): void {
  void walking().then(({ nextConnection }) => {
    const next = nextConnection(store, step)
    if (next === undefined) announce('Select a step that has connections first')
    else revealEdge(next)
  })
}

/** Keys that mean what is drawn: not while something is typed. */
export function canvasKeys({ editor, camera, latest }: KeyDeps): KeyBindings {
  const { store, view } = editor
  return {
    ...arrowKeys(editor),
    ...arrangingKeys(store),
    Delete: () => deleteChosen(store),
    Backspace: () => deleteChosen(store),
    '$mod+d': () => duplicateChosen(editor),
    '$mod+a': () => selectAll(store),
    '$mod+z': () => announce(sentence('Undone', store.undo())),
    '$mod+Shift+z': () => announce(sentence('Done again', store.redo())),
    '$mod+y': () => announce(sentence('Done again', store.redo())),
    '$mod+g': () => groupChosen(store),
    '$mod+Shift+g': () => ungroupChosen(store),
    n: () => latest.actions.note(),
    F2: () => void import('../inspector/rename-selected.ts').then(({ renameSelected }) => renameSelected(store)),
    c: () => latest.actions.connect(),
    'Shift+Enter': () => {
      const [only, ...others] = store.getState().selection.nodes
      if (only !== undefined && others.length === 0) latest.actions.runToHere(only)
      else if (only !== undefined) latest.actions.runSelection([only, ...others])
    },
    'Alt+Shift+KeyT': () => view.setState({ tidying: tidyScope(store.getState().selection.nodes.length) }),
    'Shift+!': () => fitEverything(camera, store.getState().document),
    'Shift+Digit1': () => fitEverything(camera, store.getState().document),
    f: () => fitNodes(camera, selectedNodes(store)),
    e: () => walkConnections(editor, 1),
    'Shift+E': () => walkConnections(editor, -1),
    // The canvas selects what has the focus; what is selected already is gone into.
    Enter: (event) => {
      if (!(event.target instanceof Element && event.target.matches('.react-flow__node, .react-flow__edge'))) return
      event.preventDefault()
      void import('../../../ui/region-walk.ts').then(({ goWhenThere }) => goWhenThere('inspector'))
    },
  }
}

/** Escape goes one step back: out of a form or a panel to the canvas, there it selects nothing, and then it leads out of a body. */
function stepBack({ target }: Event, { store, inside }: EditorScope): void {
  const { nodes, edges } = store.getState().selection
  if (target instanceof Element && target.closest('[data-region=inspector], [data-region=side]')) void backToCanvas()
  else if (inside && nodes.length + edges.length === 0) inside.body.leave()
  else store.select(NOTHING_SELECTED)
}

/** Keys that mean the same wherever the focus is. */
export function everywhereKeys({ editor, latest }: KeyDeps): KeyBindings {
  return {
    Escape: (event) => stepBack(event, editor),
    '$mod+s': () => latest.actions.save(),
    '$mod+Enter': () => latest.actions.run(),
    '$mod+f': () => latest.actions.find(),
    F3: () => latest.actions.find(),
    F8: () => {
      void import('../panels/next-problem.ts').then(({ goToNextProblem }) => {
        latest.at = goToNextProblem(editor.inside?.root ?? editor, latest, latest.at)
      })
    },
  }
}

function sentence(word: string, label: string | undefined): string {
  return label === undefined ? `Nothing to be ${word.toLowerCase()}` : `${word}: ${label}`
}
