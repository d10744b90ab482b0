import type { FieldProblem, Workflow } from '@aob/schemas'
import { type DocumentDifference, differenceOf } from './document-difference.ts'

/** The judge as it looks from the other side of a boundary. */
export interface RemoteJudge {
  judge(difference: DocumentDifference): Promise<readonly FieldProblem[]>
}

export interface ValidationClient {
  /**
   * What is wrong with a document. While one is being judged only the newest of those that come waits; the others get its answer.
   * Rejects when the judge cannot be had.
   */
  judge(document: Workflow): Promise<readonly FieldProblem[]>
  dispose(): void
}

interface Waiting {
  document: Workflow
  answer: Promise<readonly FieldProblem[]>
}

/** The page's half: one document at a time, and of that what changed. `terminate` ends whatever runs the judge. */
export function validationClientOver(remote: RemoteJudge, terminate: () => void): ValidationClient {
  /** What the other side has. */
  let there: Workflow | undefined
  let underWay: Promise<unknown> | undefined
  let waiting: Waiting | undefined

  async function send(): Promise<readonly FieldProblem[]> {
    const document = waiting?.document
    waiting = undefined
    if (!document) throw new Error('there is no document to judge')
    const difference = differenceOf(there, document)
    // Known again once it is answered: after a failure nobody knows what the other side has.
    there = undefined
    const problems = await remote.judge(difference)
    there = document
    return problems
  }

  function judge(document: Workflow): Promise<readonly FieldProblem[]> {
    if (waiting) {
      waiting.document = document
      return waiting.answer
    }
    const turn = (underWay ?? Promise.resolve()).then(send, send)
    waiting = { document, answer: turn }
    underWay = turn
    return turn
  }
  return { judge, dispose: terminate }
}
