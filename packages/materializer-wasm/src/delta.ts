/** What changed between two versions of a resident document, by id. */

/** One node or edge that exists in both versions but differs. */
export interface ChangedElement {
  id: string
  /** Members that are new or have another value, with the value at `to`. */
  set: Record<string, unknown>
  /** Members that are gone at `to`. */
  unset: string[]
  /** Position in the array at `to`; present only when the element was taken out and put back on the way. */
  index?: number
}

/** One node or edge that exists only at `to`. */
export interface AddedElement<Element> {
  id: string
  /** Position in the array at `to`. */
  index: number
  value: Element
}

/** Changes of one array of elements with ids (`nodes` or `edges`). */
export interface ElementDelta<Element = Record<string, unknown>> {
  added: AddedElement<Element>[]
  removed: string[]
  changed: ChangedElement[]
}

/**
 * The way from version `from` to version `to` (version 0 is the base, each appended patch adds one).
 * A mirror applies a delta only when it stands at `from`, otherwise it asks for the whole document (D-37).
 * A section whose elements do not carry unique string ids is reported whole under `members`.
 */
export interface DocumentDelta<NodeElement = Record<string, unknown>, EdgeElement = Record<string, unknown>> {
  from: number
  to: number
  nodes: ElementDelta<NodeElement>
  edges: ElementDelta<EdgeElement>
  /** Changes of the other members of the root object. */
  members: { set: Record<string, unknown>; unset: string[] }
  /** Present only when the root is or was not an object: the whole document at `to`. */
  root?: unknown
}
