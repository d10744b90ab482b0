import type { Workflow } from '@aob/schemas'
import { noteBox, sectionsOf } from '../model/sections.ts'

/** A group, or a note that lies behind cards: laid out by itself, it is one block for what is around it. */
export interface Container {
  kind: 'group' | 'section'
  id: string
  /** All nodes in it, those of inner containers too. */
  nodes: ReadonlySet<string>
  inner: readonly Container[]
}

interface Candidate {
  kind: Container['kind']
  id: string
  nodes: ReadonlySet<string>
  area: number
}

/**
 * The outermost containers of a document whose nodes are all among those chosen, with what they hold. A node that several sections share
 * without one lying on the other belongs to the smallest; a section never takes a group apart.
 */
export function containersOf(document: Workflow, chosen: ReadonlySet<string>): Container[] {
  const known = new Set(document.nodes.map(({ id }) => id))
  const groups = (document.groups ?? []).map(
    ({ id, nodes }): Candidate => ({ kind: 'group', id, nodes: new Set(nodes.filter((node) => known.has(node))), area: 0 }),
  )
  const outermost = new Map<string, Container>()
  for (const candidate of [...groups, ...sectionCandidates(document, groups)].sort(bySize)) {
    const touched = [...new Set([...candidate.nodes].flatMap((id) => outermost.get(id) ?? []))]
    const inner = touched.filter(({ nodes }) => [...nodes].every((id) => candidate.nodes.has(id)))
    const cut = touched.filter((one) => !inner.includes(one))
    const nodes = new Set([...candidate.nodes].filter((id) => !cut.some((other) => other.nodes.has(id))))
    if (nodes.size === 0 || ![...nodes].every((id) => chosen.has(id))) continue
    const container: Container = { kind: candidate.kind, id: candidate.id, nodes, inner }
    for (const id of nodes) outermost.set(id, container)
  }
  return [...new Set(outermost.values())]
}

/** A group lies on a section, even when both hold the same. */
const bySize = (a: Candidate, b: Candidate): number => a.nodes.size - b.nodes.size || a.area - b.area

function sectionCandidates(document: Workflow, groups: readonly Candidate[]): Candidate[] {
  const groupOf = new Map(groups.flatMap((group) => [...group.nodes].map((id) => [id, group] as const)))
  const sections = sectionsOf(document)
  return (document.notes ?? []).flatMap((note): Candidate[] => {
    const all = sections.get(note.id)
    if (!all) return []
    const isWithin = (group: Candidate) => [...all].every((id) => group.nodes.has(id))
    const holds = (group: Candidate) => [...group.nodes].every((id) => all.has(id))
    const kept = [...all].filter((id) => {
      const group = groupOf.get(id)
      return !group || isWithin(group) || holds(group)
    })
    const { width, height } = noteBox(note)
    return kept.length === 0 ? [] : [{ kind: 'section', id: note.id, nodes: new Set(kept), area: width * height }]
  })
}
