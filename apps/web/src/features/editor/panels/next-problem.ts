import type { FieldProblem } from '@aob/schemas'
import { announce } from '../../../ui/announcer.ts'
import type { EditorScope } from '../editor-context.ts'
import { goToProblem } from '../model/go-to-problem.ts'
import { problemSentence, toDoSentence } from './problem-words.ts'

const isSame = (one: FieldProblem | undefined) => (other: FieldProblem) =>
  one?.pointer === other.pointer && one.code === other.code && one.message === other.message

export interface GoneTo {
  index: number
  problem: FieldProblem
}

/** Goes to the problem behind the last one that was gone to, or, where that has been mended, to what has taken its place; answers where it went. */
export function goToNextProblem(
  editor: EditorScope,
  { problems, todo }: { problems: readonly FieldProblem[]; todo: readonly FieldProblem[] },
  last: GoneTo | undefined,
): GoneTo | undefined {
  const list = [...problems, ...todo]
  const there = list.findIndex(isSame(last?.problem))
  const index = (there >= 0 ? there + 1 : (last?.index ?? 0)) % Math.max(1, list.length)
  const problem = list[index]
  if (!problem) {
    announce('No problems')
    return undefined
  }
  goToProblem(problem, editor)
  announce((todo.includes(problem) ? toDoSentence : problemSentence)(problem, editor.store.getState().document))
  return { index, problem }
}
