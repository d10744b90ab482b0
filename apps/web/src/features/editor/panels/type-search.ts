import { NODE_FACTS, type NodeTypeFacts } from '@aob/schemas'
import { TYPE_WORDS } from './type-words.ts'

/** Lower is better; undefined leaves the type out. */
function rank(descriptor: NodeTypeFacts, query: string): number | undefined {
  const label = descriptor.label.toLowerCase()
  if (label.startsWith(query)) return 0
  if ([descriptor.type, ...descriptor.aliases].some((name) => name.startsWith(query))) return 1
  if (label.includes(query) || ` ${TYPE_WORDS[descriptor.type]}`.includes(` ${query}`)) return 2
  return descriptor.description.toLowerCase().includes(query) ? 3 : undefined
}

/** Node types that answer to a query, best first; all of them for an empty query. */
export function rankTypes(query: string): NodeTypeFacts[] {
  const wanted = query.trim().toLowerCase()
  const all = Object.values(NODE_FACTS)
  if (wanted === '') return all
  return all
    .flatMap((descriptor) => {
      const place = rank(descriptor, wanted)
      return place === undefined ? [] : [{ descriptor, place }]
    })
    .sort((a, b) => a.place - b.place)
    .map(({ descriptor }) => descriptor)
}
