import type { WorkflowBody } from '@aob/schemas'

/** Steps all questions about one document may take together; in practice they end after a few each. Beyond it everything counts as being before. */
const MOST_STEPS = 200_000

export interface Patience {
  left: number
}

export const patience = (): Patience => ({ left: MOST_STEPS })

/** Answers whether connections lead from one node of a graph to another, the nearest looked at first. Nothing is made until somebody asks. */
export function ancestryOf({ edges }: Pick<WorkflowBody, 'edges'>, { patience }: { patience: Patience }): (id: string, of: string) => boolean {
  let sources: Map<string, string[]> | undefined
  return (id, of) => {
    sources ??= sourcesByTarget(edges)
    const seen = new Set<string>()
    const work = [of]
    for (let at = 0; at < work.length; at++) {
      for (const from of sources.get(work[at] ?? '') ?? []) {
        if (from === id || patience.left <= 0) return true
        patience.left--
        if (seen.has(from)) continue
        seen.add(from)
        work.push(from)
      }
    }
    return false
  }
}

function sourcesByTarget(edges: WorkflowBody['edges']): Map<string, string[]> {
  const sources = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const known = sources.get(to)
    if (known) known.push(from)
    else sources.set(to, [from])
  }
  return sources
}
