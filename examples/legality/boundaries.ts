import { findCycle, graphOf } from '@aob/ir/document'
import type { Actor, Workflow, WorkflowNode } from '@aob/schemas'
import { ExploredRun } from '../../packages/ir/src/testing/explorer/explored-run.ts'
import { type CaseResult, tryCase } from '../../packages/ir/src/testing/explorer/explorer.ts'
import { Random } from '../../packages/ir/src/testing/random.ts'

const PERSON: Actor = { kind: 'human', id: 'ada' }
const AGENT: Actor = { kind: 'agent', id: 'agent-1' }

/** Patches of every kind at every place of a document; ids are fresh. */
export function* patchesOf(doc: Workflow): Generator<[string, Workflow]> {
  for (const edge of doc.edges) {
    const between = step('between')
    const edges = doc.edges.flatMap((other) =>
      other === edge
        ? [
            { ...edge, id: 'into', to: between.id },
            { id: 'out_of', from: between.id, to: edge.to },
          ]
        : [other],
    )
    yield [`a step on ${edge.id}`, { ...doc, nodes: [...doc.nodes, between], edges }]
    yield [`without ${edge.id}`, { ...doc, edges: doc.edges.filter((other) => other !== edge) }]
  }
  for (const node of doc.nodes) {
    const after = { ...doc, nodes: [...doc.nodes, step('behind')], edges: [...doc.edges, { id: 'to_behind', from: node.id, to: 'behind' }] }
    yield [`a step behind ${node.id}`, after]
    yield [
      `without ${node.id}`,
      { ...doc, nodes: doc.nodes.filter((other) => other !== node), edges: doc.edges.filter(({ from, to }) => from !== node.id && to !== node.id) },
    ]
    yield [
      `another config of ${node.id}`,
      { ...doc, nodes: doc.nodes.map((other) => (other === node ? { ...node, config: { ...node.config, note: 1 } } : other)) },
    ]
    yield [`another join of ${node.id}`, { ...doc, nodes: doc.nodes.map((other) => (other === node ? { ...node, join: 'any' as const } : other)) }]
  }
  const last = doc.nodes.at(-1)
  if (last) yield ['an edge back', { ...doc, edges: [...doc.edges, { id: 'back', from: last.id, to: doc.nodes[1]?.id ?? last.id }] }]
}

function step(id: string): WorkflowNode {
  return { id, type: 'join', config: {}, position: { x: 0, y: 0 } }
}

/** Seed of the answers a run gets before the patch. */
const ANSWERS = 20_261_129

/** Answers until the run is at rest, and one more: a patch to a run that has ended. */
function answersIn(doc: Workflow): number {
  const run = new ExploredRun(doc, new Random(ANSWERS), () => undefined)
  let answers = 0
  while (answers < MOST_ANSWERS && run.step(false)) answers++
  return answers + 1
}

const MOST_ANSWERS = 500

/**
 * Patches of a document at every decision of its run, bodies of scopes included, in turn by a person and by an agent. `stride` takes every n-th
 * place of a kind, another one at each decision; 1 takes all.
 */
export function* boundaryCases(doc: Workflow, stride = 1): Generator<{ what: string; result: CaseResult }> {
  const decisions = answersIn(doc)
  const patches = [...patchesOf(doc)].filter(([, after]) => !findCycle(graphOf(after)))
  for (let steps = 0; steps <= decisions; steps++) {
    const actor = steps % 2 === 0 ? PERSON : AGENT
    for (const [index, [what, after]] of patches.entries()) {
      if ((index + steps) % stride !== 0) continue
      yield { what: `${what}, after ${steps} answers`, result: tryCase({ doc, after, steps, answers: ANSWERS, actor }) }
    }
  }
}
