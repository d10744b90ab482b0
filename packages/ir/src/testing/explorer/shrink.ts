import type { Workflow } from '@aob/schemas'
import { type CaseResult, type LegalityCase, tryCase } from './explorer.ts'

/** A smaller case with the same fault: nodes, edges, differences and answers are left out as long as it stays. */
export function shrink(test: LegalityCase, result: Extract<CaseResult, { kind: 'fault' }>): LegalityCase {
  let smallest = test
  for (let again = true; again; ) {
    again = false
    for (const smaller of smallerCases(smallest)) {
      const outcome = tryCase(smaller)
      if (outcome.kind !== 'fault' || outcome.what !== result.what) continue
      smallest = smaller
      again = true
      break
    }
  }
  return smallest
}

function* smallerCases(test: LegalityCase): Generator<LegalityCase> {
  const { doc, after, steps } = test
  if (steps > 0) yield { ...test, steps: steps - 1 }
  for (const { id } of [...doc.nodes, ...after.nodes]) yield { ...test, doc: withoutNode(doc, id), after: withoutNode(after, id) }
  for (const { id } of [...doc.edges, ...after.edges]) yield { ...test, doc: withoutEdge(doc, id), after: withoutEdge(after, id) }
  for (const node of after.nodes) {
    const before = doc.nodes.find(({ id }) => id === node.id)
    if (before && before !== node) yield { ...test, after: { ...after, nodes: after.nodes.map((other) => (other === node ? before : other)) } }
  }
}

function withoutNode(doc: Workflow, id: string): Workflow {
  return { ...doc, nodes: doc.nodes.filter((node) => node.id !== id), edges: doc.edges.filter(({ from, to }) => from !== id && to !== id) }
}

function withoutEdge(doc: Workflow, id: string): Workflow {
  return { ...doc, edges: doc.edges.filter((edge) => edge.id !== id) }
}
