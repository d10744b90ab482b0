import type { FieldProblem } from '@aob/schemas'
import { NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import type { EditorStore } from './editor-store.ts'
import type { EditorView } from './editor-view.ts'

/** Values a form shows: of a node, a connection, the workflow. */
const HAS_FIELD = /^\/(nodes\/\d+\/|edges\/\d+|settings|inputs|description)/

/** In the body of a step there are forms, too; that of a whole body is not one of them. */
const IN_BODY = /\/config\/body\/(nodes|edges)\/\d+/

/** Selects what a problem is about and brings it into view; the field at fault takes the focus. */
export function goToProblem(
  problem: FieldProblem,
  editor: { store: EditorStore; view: EditorView; reveal: (nodeId: string) => void; revealEdge: (edgeId: string) => void },
): void {
  if (IN_BODY.test(problem.pointer)) goInto(problem, editor)
  else goTo(problem, editor)
}

function goInto(problem: FieldProblem, editor: Parameters<typeof goToProblem>[1]): void {
  void import('../bodies/open-body.ts').then(
    ({ goInside }) => {
      if (!goInside(problem, editor)) goTo(problem, editor)
    },
    // Without the code for it the step around the body is shown.
    () => goTo(problem, editor),
  )
}

function goTo(problem: FieldProblem, editor: Parameters<typeof goToProblem>[1]): void {
  if (editor.view.getState().body) {
    // Its camera is that of a body; the workflow's takes its place when it is drawn again.
    editor.view.setState({ body: undefined })
    requestAnimationFrame(() => setTimeout(() => goTo(problem, editor), 1))
    return
  }
  const { code, nodeId, edgeId, pointer } = problem
  if (code === 'limit.agents' && editor.store.getState().document.settings?.maxAgents !== undefined) {
    // The workflow says itself how many it may have: there it is raised.
    editor.store.select(NOTHING_SELECTED)
    editor.view.setState({ wantedField: '/settings/maxAgents' })
    return
  }
  if (nodeId !== undefined) editor.reveal(nodeId)
  else if (edgeId !== undefined) editor.revealEdge(edgeId)
  else editor.store.select(NOTHING_SELECTED)
  // A type nobody knows has no field; what a run does with it has.
  const field = code === 'node.unknown_type' ? pointer.replace(/type$/, 'unknownPolicy') : pointer
  editor.view.setState({ wantedField: HAS_FIELD.test(field) ? field : undefined })
}
