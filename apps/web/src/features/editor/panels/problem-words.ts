import { canonicalType, type FieldProblem, NODE_FACTS, type Workflow, type WorkflowNode } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { pointerParts } from '../../../ui/forms/field-problems.ts'
import { settingOf } from '../model/fresh-steps.ts'
import { graphSentence } from './graph-words.ts'

/** Where a problem lies, in the words of the canvas. */
export function problemPlace(problem: FieldProblem, document: Workflow): string {
  const titleOf = (id: string) => {
    const node = document.nodes.find((candidate) => candidate.id === id)
    return node ? nodeTitle(node) : id
  }
  if (document.nodes.some(({ id }) => id === problem.nodeId)) return titleOf(problem.nodeId ?? '')
  const edge = document.edges.find((candidate) => candidate.id === problem.edgeId)
  return edge ? `${titleOf(edge.from)} → ${titleOf(edge.to)}` : 'Workflow'
}

/** The step inside a scope that a pointer leads into, the innermost. */
function innerStep(pointer: string, document: Workflow): WorkflowNode | undefined {
  const inside = /^(?:\/nodes\/\d+\/config\/body)+\/nodes\/\d+/.exec(pointer)?.[0]
  const found = inside && pointerParts(inside).reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(Object(holder), part)?.value, document)
  // What stands at such a place of a document whose shape was confirmed is a node.
  return found ? (found as WorkflowNode) : undefined
}

/** What is wrong, naming a setting as its form does instead of by its key: `Question is missing.` for `title is missing.` */
export function problemSentence(problem: FieldProblem, document: Workflow): string {
  const { pointer, nodeId } = problem
  const inner = innerStep(pointer, document)
  const node = inner ?? document.nodes.find(({ id }) => id === nodeId)
  const drawn = graphSentence(problem, document)
  if (drawn !== undefined) return drawn
  const sentence = sentenceOf(problem, node?.type, settingOf(inner ? pointer.replace(/^.*\/body(?=\/nodes\/)/, '') : pointer))
  return inner ? `${nodeTitle(inner)}: ${sentence}` : sentence
}

function sentenceOf({ message, name = '', rule }: FieldProblem, type = '', key = ''): string {
  const known = canonicalType(type)
  const titles = known === undefined ? {} : NODE_FACTS[known].titles
  if (rule === 'minProperties') return `${Object.values(titles).join(' or ')} is needed.`
  if (rule === 'maxProperties') return `Only one of ${Object.values(titles).join(' and ')} can count: empty the other.`
  const title = Object.hasOwn(titles, key) ? titles[key] : undefined
  if (title === undefined) return message
  // The key is the first to be named, after the number of an item.
  return rule !== undefined && name === key ? message.replace(name, () => title) : `${title}: ${message}`
}

/** The same of what only waits to be filled in. */
export function toDoSentence(problem: FieldProblem, document: Workflow): string {
  const sentence = problemSentence(problem, document)
  return problem.rule === 'required' ? sentence.replace(/ is missing\.$/, ' is still to be filled in.') : sentence
}
