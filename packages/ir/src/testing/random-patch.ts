import type { Workflow, WorkflowNode } from '@aob/schemas'
import { bodyOf } from '../document/index.ts'
import type { Random } from './random.ts'
import { configOf, randomEdge, randomNode } from './random-workflow.ts'

/** A scope with one more step in its body, or one fewer; any other node as it is. */
function withOtherBody(node: WorkflowNode, random: Random, id: string): WorkflowNode {
  const body = bodyOf(node)
  if (!body || random.chance(0.4)) return node
  if (body.nodes.length > 1 && random.chance(0.4)) {
    const gone = random.pick(body.nodes).id
    const left = { nodes: body.nodes.filter((inner) => inner.id !== gone), edges: body.edges.filter(({ from, to }) => from !== gone && to !== gone) }
    return { ...node, config: { ...node.config, body: left } }
  }
  const inner = randomNode(random, id, 1)
  const edge = randomEdge(random, `${id}b`, random.pick(body.nodes), inner)
  return { ...node, config: { ...node.config, body: { nodes: [...body.nodes, inner], edges: [...body.edges, edge] } } }
}

/** One to three random edits. Ids are fresh except where an edit is about a removed id. */
export function randomPatch(doc: Workflow, random: Random, salt: number): Workflow {
  let { nodes, edges } = doc
  for (let edit = 0; edit <= random.below(3); edit++) {
    const id = `p${salt}_${edit}`
    const a = random.pick(nodes)
    const b = random.pick(nodes)
    switch (random.below(7)) {
      case 0: {
        const node = randomNode(random, id)
        nodes = [...nodes, node]
        edges = [...edges, randomEdge(random, `${id}i`, a, node), randomEdge(random, `${id}o`, node, b)]
        break
      }
      case 1:
        if (nodes.length > 1) {
          nodes = nodes.filter((node) => node !== a)
          edges = edges.filter((edge) => edge.from !== a.id && edge.to !== a.id)
        }
        break
      case 2:
        edges = [...edges, randomEdge(random, `${id}e`, a, b)]
        break
      case 3:
        edges = edges.filter(() => random.chance(0.8))
        break
      case 4: {
        const edge = edges.length > 0 ? random.pick(edges) : undefined
        if (!edge) break
        const between = { ...randomNode(random, id), join: 'all' as const }
        nodes = [...nodes, between]
        edges = [...edges.filter((other) => other !== edge), { ...edge, id: `${id}x`, to: id }, { id: `${id}y`, from: id, to: edge.to }]
        break
      }
      case 5:
        nodes = nodes.map((node) => (node === a || bodyOf(node) ? withOtherBody(node, random, id) : node))
        break
      default: {
        const type = random.pick(['join', 'function', 'future_feature'])
        nodes = nodes.map((node) => (node === a ? { ...node, type, config: configOf(type), join: random.pick(['any', 'all'] as const) } : node))
      }
    }
  }
  return { ...doc, nodes, edges }
}
