import { operationsBetween } from '@aob/ir/document'
import type { Operation, Workflow } from '@aob/schemas'
import type { Random } from './random.ts'
import { randomEdge, randomNode } from './random-workflow.ts'

/** Operations of one to three random edits, legal or not. Ids are fresh by `salt`. */
export function randomOperations(doc: Workflow, random: Random, salt: string): Operation[] {
  let after = doc
  for (let edit = 0; edit <= random.below(3); edit += 1) after = edited(after, random, `${salt}_${edit}`)
  const operations = operationsBetween(doc, after)
  return operations.length > 0 ? operations : [{ op: 'add', path: '/nodes/-', value: randomNode(random, `${salt}_x`) }]
}

function edited(doc: Workflow, random: Random, id: string): Workflow {
  const { nodes, edges } = doc
  if (nodes.length === 0) return { ...doc, nodes: [randomNode(random, id)] }
  const [a, b] = [random.pick(nodes), random.pick(nodes)]
  switch (random.below(6)) {
    case 0:
    case 1: {
      const node = randomNode(random, id)
      const into = randomEdge(random, `${id}i`, a, node)
      return { ...doc, nodes: [...nodes, node], edges: random.chance(0.5) ? [...edges, into] : [...edges, into, randomEdge(random, `${id}o`, node, b)] }
    }
    case 2:
      return { ...doc, nodes: nodes.filter((node) => node !== a), edges: edges.filter(({ from, to }) => from !== a.id && to !== a.id) }
    case 3:
      return { ...doc, edges: [...edges, randomEdge(random, `${id}e`, a, b)] }
    case 4:
      return { ...doc, edges: edges.filter(() => random.chance(0.8)) }
    default: {
      const { id: _, position: __, ...rest } = randomNode(random, id)
      return { ...doc, nodes: nodes.map((node) => (node === a ? { id: a.id, position: a.position, ...rest } : node)) }
    }
  }
}
