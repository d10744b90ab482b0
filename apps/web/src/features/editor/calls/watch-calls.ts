import { refOf, someNode } from '@aob/ir/document'
import type { FieldProblem, Workflow } from '@aob/schemas'
import { type EditorStore, selectDocument } from '../model/editor-store.ts'
import { callProblems, type KnownWorkflow } from './call-problems.ts'

/** What is wrong with the calls of a document; nothing while the list of workflows is not known. */
export type CallJudge = (document: Workflow) => readonly FieldProblem[]

/** The workflows there are, for as long as somebody listens. */
export interface WorkflowsFeed {
  getCurrentResult: () => { data?: readonly KnownWorkflow[] | undefined }
  subscribe: (hear: (result: { data?: readonly KnownWorkflow[] | undefined }) => void) => () => void
}

const callsAny = (document: Workflow) => someNode(document, (node) => refOf(node) !== undefined)

/** Tells how calls are to be judged each time workflows come or go, from when the document first calls one. Gives back how to stop. */
export function watchCalls(store: EditorStore, feed: WorkflowsFeed, tell: (judge: CallJudge) => void): () => void {
  let stopList: (() => void) | undefined
  let last: readonly KnownWorkflow[] | undefined
  const hear = (workflows: readonly KnownWorkflow[] | undefined) => {
    if (!workflows || workflows === last) return
    last = workflows
    tell((document) => callProblems(document, workflows))
  }
  const look = () => {
    if (stopList || !callsAny(selectDocument(store.getState()))) return
    stopList = feed.subscribe(({ data }) => hear(data))
    hear(feed.getCurrentResult().data)
  }
  look()
  const stopStore = store.subscribe((state, before) => {
    if (state.document !== before.document) look()
  })
  return () => {
    stopStore()
    stopList?.()
  }
}
