import type { Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

export interface FindHit {
  nodeId: string
  title: string
  type: string
  /** Where the words were found: `url` or `name`. */
  place: string
  /** The text around them. */
  excerpt: string
}

const AROUND = 28

function texts(value: unknown, path: string): Array<{ path: string; text: string }> {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value === 'number' || typeof value === 'boolean') return [{ path, text: String(value) }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => texts(member, path === '' ? key : `${path}.${key}`))
}

function excerptOf(text: string, at: number, length: number): string {
  const start = Math.max(0, at - AROUND)
  const end = Math.min(text.length, at + length + AROUND)
  return `${start > 0 ? '…' : ''}${text.slice(start, end).replace(/\s+/g, ' ')}${end < text.length ? '…' : ''}`
}

/** Places of one output listed at most: a long list would hide everything else. */
const MOST_IN_OUTPUT = 3

/** Nodes whose name, id, type, any setting or last output holds the words; one hit per node and place, in document order. */
export function findHits(document: Workflow, query: string, outputs: ReadonlyMap<string, unknown> = new Map()): FindHit[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  return document.nodes.flatMap((node) => {
    const places = [{ path: 'name', text: nodeTitle(node) }, { path: 'id', text: node.id }, { path: 'type', text: node.type }, ...texts(node.config ?? {}, '')]
    const hitsIn = (candidates: ReadonlyArray<{ path: string; text: string }>) =>
      candidates.flatMap(({ path, text }) => {
        const at = text.toLowerCase().indexOf(wanted)
        return at < 0 ? [] : [{ nodeId: node.id, title: nodeTitle(node), type: node.type, place: path, excerpt: excerptOf(text, at, wanted.length) }]
      })
    return [...hitsIn(places), ...hitsIn(texts(outputs.get(node.id), 'output')).slice(0, MOST_IN_OUTPUT)]
  })
}
