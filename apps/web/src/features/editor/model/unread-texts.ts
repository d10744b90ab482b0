import type { FieldProblem, Workflow } from '@aob/schemas'
import { pointerParts } from '../../../ui/forms/field-problems.ts'
import type { UnreadTexts } from './editor-store.ts'

/** What a field belongs to: a node, a connection, or else the workflow. */
export interface Holder {
  nodeId?: string
  edgeId?: string
}

export interface UnreadPlace extends Holder {
  /** From the element on: `/config/body`. */
  path: string
}

/** Text in a field that is no value yet, so that the document has another one. */
export interface UnreadText extends UnreadPlace {
  /** What the field put aside. */
  kept: unknown
  reason: string
  /** What the document had there. */
  value: unknown
}

export const keyOf = ({ nodeId, edgeId, path }: UnreadPlace): string => `${nodeId ?? ''} ${edgeId ?? ''} ${path}`

/** Where a place lies in the document and what is there; undefined once what it belongs to is gone. */
export function valueAt(document: Workflow, { nodeId, edgeId, path }: UnreadPlace): { pointer: string; value: unknown } | undefined {
  const [list, id] = nodeId === undefined ? (['edges', edgeId] as const) : (['nodes', nodeId] as const)
  const index = id === undefined ? undefined : document[list].findIndex((element) => element.id === id)
  if (index === -1) return undefined
  const pointer = index === undefined ? path : `/${list}/${index}${path}`
  const value = pointerParts(pointer).reduce<unknown>((holder, part) => Object.getOwnPropertyDescriptor(Object(holder), part)?.value, document)
  return { pointer, value }
}

/** The texts of an editor by their places, and what they are as problems of a document. */
export function unreadTexts(texts: ReadonlyMap<string, UnreadText>): UnreadTexts {
  return {
    texts,
    problemsIn: (document) =>
      [...texts.values()].flatMap((text): FieldProblem[] => {
        const { kept: _, reason, value, path: __, ...holder } = text
        const there = valueAt(document, text)
        // Where the value was changed elsewhere meanwhile, the field goes by that.
        return there && there.value === value ? [{ ...holder, code: 'node.config_invalid', message: reason, pointer: there.pointer, severity: 'error' }] : []
      }),
  }
}
