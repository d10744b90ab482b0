import type { Workflow, WorkflowNode } from '@aob/schemas'
import { bodyOf } from '../document/index.ts'
import type { Random } from './random.ts'
import { randomEdge, randomNode } from './random-workflow.ts'

/** A few of the things people and agents do to a graph, one after another; acyclic graphs stay acyclic. */
export function randomGestures(doc: Workflow, random: Random, salt: string): Workflow {
  let result = doc
  for (let index = 1 + random.below(3); index > 0; index--) result = random.pick(GESTURES)(result, random, `${salt}${index}`)
  return result
}

type Gesture = (doc: Workflow, random: Random, salt: string) => Workflow

const GESTURES: Gesture[] = [
  addNode,
  splice,
  splice,
  splice,
  rename,
  reconfigure,
  retype,
  move,
  removeNode,
  cutEdge,
  condition,
  connect,
  note,
  describe,
  reorder,
  rewire,
  inside,
  inside,
  inside,
]

/** Something of all this in the graph of a scope, where there is one. */
function inside(doc: Workflow, random: Random, salt: string): Workflow {
  const scopes = doc.nodes.filter((node) => bodyOf(node) !== undefined)
  if (scopes.length === 0) return addNode(doc, random, salt)
  const scope = random.pick(scopes)
  const body = bodyOf(scope)
  if (!body) return doc
  const { nodes, edges } = random.pick(IN_BODIES)({ schemaVersion: 1, name: 'body', ...body }, random, salt)
  return { ...doc, nodes: doc.nodes.map((node) => (node === scope ? { ...node, config: { ...node.config, body: { nodes, edges } } } : node)) }
}

/** Bodies have no notes and no description. */
const IN_BODIES: Gesture[] = [addNode, splice, rename, reconfigure, retype, move, removeNode, cutEdge, condition, connect, reorder, rewire, inside]

function addNode(doc: Workflow, random: Random, salt: string): Workflow {
  const node = { ...randomNode(random, `${salt}n`), ...(random.chance(0.3) ? { position: { x: random.below(4), y: 1 } } : {}) }
  const edges = doc.nodes.length > 0 && random.chance(0.7) ? [...doc.edges, randomEdge(random, `${salt}e`, random.pick(doc.nodes), node)] : doc.edges
  return { ...doc, nodes: [...doc.nodes, node], edges }
}

function splice(doc: Workflow, random: Random, salt: string): Workflow {
  if (doc.edges.length === 0) return doc
  const old = random.pick(doc.edges)
  const node = { ...randomNode(random, `${salt}s`), config: { text: random.chance(0.5) ? `{{ nodes.${old.from}.body }}` : '' } }
  const edges = [...doc.edges.filter(({ id }) => id !== old.id), { ...old, id: `${salt}i`, to: node.id }, { id: `${salt}o`, from: node.id, to: old.to }]
  const at = doc.nodes.findIndex(({ id }) => id === old.from) + 1
  return { ...doc, nodes: doc.nodes.toSpliced(at, 0, node), edges }
}

function rename(doc: Workflow, random: Random): Workflow {
  return changeOne(doc, random, (node) => ({ ...node, name: `Name ${random.below(3)}` }))
}

function reconfigure(doc: Workflow, random: Random): Workflow {
  return changeOne(doc, random, (node) => ({ ...node, config: { ...node.config, [`field${random.below(3)}`]: { 'a/b~c': random.below(3) } } }))
}

function retype(doc: Workflow, random: Random): Workflow {
  return changeOne(doc, random, ({ id, position }) => ({ ...randomNode(random, id), position }))
}

function move(doc: Workflow, random: Random): Workflow {
  return changeOne(doc, random, (node) => ({ ...node, position: { x: random.below(3), y: random.below(3) } }))
}

function removeNode(doc: Workflow, random: Random): Workflow {
  if (doc.nodes.length === 0) return doc
  const { id } = random.pick(doc.nodes)
  return { ...doc, nodes: doc.nodes.filter((node) => node.id !== id), edges: doc.edges.filter(({ from, to }) => from !== id && to !== id) }
}

function cutEdge(doc: Workflow, random: Random): Workflow {
  if (doc.edges.length === 0) return doc
  const { id } = random.pick(doc.edges)
  return { ...doc, edges: doc.edges.filter((edge) => edge.id !== id) }
}

function condition(doc: Workflow, random: Random): Workflow {
  if (doc.edges.length === 0) return doc
  const { id } = random.pick(doc.edges)
  return { ...doc, edges: doc.edges.map((edge) => (edge.id === id ? { ...edge, when: `inputs.n > ${random.below(3)}` } : edge)) }
}

function connect(doc: Workflow, random: Random, salt: string): Workflow {
  if (doc.nodes.length < 2) return doc
  // Towards the end of the list, as in every random workflow; nodes added later stand there too.
  const at = random.below(doc.nodes.length - 1)
  const [from, to] = [doc.nodes[at], random.pick(doc.nodes.slice(at + 1))]
  return from ? { ...doc, edges: [...doc.edges, randomEdge(random, `${salt}c`, from, to)] } : doc
}

function rewire(doc: Workflow, random: Random): Workflow {
  if (doc.edges.length === 0) return doc
  const old = random.pick(doc.edges)
  const at = doc.nodes.findIndex(({ id }) => id === old.from)
  const later = doc.nodes.slice(at + 1)
  if (later.length === 0) return doc
  const target = random.pick(later)
  return { ...doc, edges: doc.edges.map((edge) => (edge.id === old.id ? { ...edge, to: target.id } : edge)) }
}

function note(doc: Workflow, random: Random, salt: string): Workflow {
  const notes = doc.notes ?? []
  if (notes.length > 0 && random.chance(0.5))
    return { ...doc, notes: notes.map((item) => (item === notes[0] ? { ...item, text: `t${random.below(3)}` } : item)) }
  return { ...doc, notes: [...notes, { id: `${salt}note`, text: 'see', position: { x: 0, y: 0 } }] }
}

function describe(doc: Workflow, random: Random): Workflow {
  return { ...doc, description: `About ${random.below(3)}` }
}

/** Brings one node forward. Edges keep leading from earlier nodes to later ones: only a node without edges moves. */
function reorder(doc: Workflow, random: Random): Workflow {
  const joined = new Set(doc.edges.flatMap(({ from, to }) => [from, to]))
  const free = doc.nodes.filter(({ id }) => !joined.has(id))
  if (free.length === 0) return doc
  const moved = random.pick(free)
  return { ...doc, nodes: [moved, ...doc.nodes.filter((node) => node !== moved)] }
}

function changeOne(doc: Workflow, random: Random, change: (node: WorkflowNode) => WorkflowNode): Workflow {
  if (doc.nodes.length === 0) return doc
  const chosen = random.pick(doc.nodes)
  return { ...doc, nodes: doc.nodes.map((node) => (node === chosen ? change(node) : node)) }
}
