import { canonicalType, type FieldProblem, NODE_FACTS, type Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

/** Where a problem lies, in the words of the canvas. */
export function problemPlace(problem: FieldProblem, document: Workflow): string {
  const node = document.nodes.find((candidate) => candidate.id === problem.nodeId)
  if (node) return nodeTitle(node)
  const edge = document.edges.find((candidate) => candidate.id === problem.edgeId)
  return edge ? `${edge.from} → ${edge.to}` : 'Workflow'
}

/** What is wrong, naming a setting as its form does instead of by its key: `Question is missing.` for `title is missing.` */
export function problemSentence(problem: FieldProblem, document: Workflow): string {
  const [, key, item] = /^\/nodes\/\d+\/config\/([^/]+)(\/\d+)?$/.exec(problem.pointer) ?? []
  const node = document.nodes.find(({ id }) => id === problem.nodeId)
  const type = canonicalType(node?.type ?? '')
  if (type && /^\/nodes\/\d+\/config$/.test(problem.pointer) && Object.keys(node?.config ?? {}).length === 0) return 'One of its settings is needed.'
  if (!key || !type) return problem.message
  const { titles } = NODE_FACTS[type]
  const title = Object.hasOwn(titles, key) ? `${titles[key]}` : key
  if (item) return problem.message.replace(` of ${key} `, ` of ${title} `)
  return problem.message.startsWith(`${key} `) ? `${title}${problem.message.slice(key.length)}` : problem.message
}

/** The same of what only waits to be filled in. */
export function toDoSentence(problem: FieldProblem, document: Workflow): string {
  return problemSentence(problem, document).replace(/ is missing\.$/, ' is still to be filled in.')
}
