import { jsonLanguage } from '@codemirror/lang-json'

/** Where an element of the workflow stands in its text. */
export interface JsonPlace {
  kind: 'node' | 'edge'
  id: string
  from: number
  to: number
}

const LISTS: Readonly<Record<string, JsonPlace['kind']>> = { nodes: 'node', edges: 'edge' }

/** Reads a JSON string token; undefined for one that is not closed yet. */
function textOf(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token)
    return typeof value === 'string' ? value : undefined
  } catch {
    // A token somebody is still typing.
    return undefined
  }
}

type SyntaxNode = ReturnType<typeof jsonLanguage.parser.parse>['topNode']

function property(object: SyntaxNode, name: string, text: string): SyntaxNode | null {
  for (const child of object.getChildren('Property')) {
    const key = child.getChild('PropertyName')
    if (key && textOf(text.slice(key.from, key.to)) === name) return child.lastChild
  }
  return null
}

/** Nodes and edges of a workflow's text in its order; what is broken is passed over, the rest is found all the same. */
export function jsonPlaces(text: string): JsonPlace[] {
  const root = jsonLanguage.parser.parse(text).topNode.getChild('Object')
  if (!root) return []
  return Object.entries(LISTS).flatMap(([name, kind]) =>
    (property(root, name, text)?.getChildren('Object') ?? []).flatMap((object) => {
      const value = property(object, 'id', text)
      const id = value && textOf(text.slice(value.from, value.to))
      return id === null || id === undefined ? [] : [{ kind, id, from: object.from, to: object.to }]
    }),
  )
}

/** Where the text stops being JSON; undefined where it is JSON throughout. */
export function faultAt(text: string): number | undefined {
  let at: number | undefined
  jsonLanguage.parser.parse(text).iterate({
    enter: (node) => {
      if (at === undefined && node.type.isError) at = node.from
    },
  })
  return at
}

export function placeAt(places: readonly JsonPlace[], offset: number): JsonPlace | undefined {
  return places.find(({ from, to }) => offset >= from && offset <= to)
}

/** The one stretch in which two texts differ: what is before and behind it stays untouched, the cursor with it. */
export function changedStretch(before: string, after: string): { from: number; to: number; insert: string } | undefined {
  if (before === after) return undefined
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++
  let behind = 0
  while (behind < most - from && before.charCodeAt(before.length - 1 - behind) === after.charCodeAt(after.length - 1 - behind)) behind++
  return { from, to: before.length - behind, insert: after.slice(from, after.length - behind) }
}
