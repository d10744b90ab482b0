/**
 * Addresses of nodes and edges in a run: the id, behind the activations it lies in: `fetch`, `map1[3]/fetch`, `map1[3]/loop1[0]/x`.
 * Ids consist of letters, digits, `_` and `-`, so brackets and slashes are never part of one. This file alone prints and parses them.
 *
 * An **activation** is one run of a scope's body: `map1[3]`. A **prefix** is what stands before the ids of its body: `map1[3]/`; the
 * empty prefix is the workflow itself. A **path** names a node of the document: `['map1', 'fetch']`, printed `map1/fetch`.
 */

const ADDRESS = /^(?:[A-Za-z0-9_-]{1,64}\[(?:0|[1-9][0-9]{0,8})\]\/)*[A-Za-z0-9_-]{1,64}$/
/** As the schema of events says. */
const MAX_LENGTH = 1000

export function isAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && ADDRESS.test(text)
}

/** `map1[3]/` of `map1[3]/fetch`; empty outside every scope. */
export function prefixOf(address: string): string {
  return address.slice(0, address.lastIndexOf('/') + 1)
}

/** `fetch` of `map1[3]/fetch`. */
export function idOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

/** `map1[3]`. */
export function activationOf(scope: string, index: number): string {
  return `${scope}[${index}]`
}

/** `map1[3]/`: what stands before the ids inside the activation `map1[3]`. */
export function prefixIn(activation: string): string {
  return `${activation}/`
}

/** Scope and index of the activation `map1[3]`. */
export function splitActivation(activation: string): { scope: string; index: number } {
  const open = activation.lastIndexOf('[')
  return { scope: activation.slice(0, open), index: Number(activation.slice(open + 1, -1)) }
}

/** The activations an address lies in, innermost first: `map1[3]/loop1[0]`, `map1[3]`. */
export function activationsAround(address: string): string[] {
  const found: string[] = []
  for (let at = address.lastIndexOf('/'); at > 0; at = address.lastIndexOf('/', at - 1)) found.push(address.slice(0, at))
  return found
}

/** The ids on the way to a node, iterations left out: `['map1', 'fetch']`. */
export function pathOf(address: string): string[] {
  return address.split('/').map((part) => (part.endsWith(']') ? part.slice(0, part.lastIndexOf('[')) : part))
}

/** `map1/fetch`: how a place in the document is named in one word. */
export function formatPath(path: readonly string[]): string {
  return path.join('/')
}
