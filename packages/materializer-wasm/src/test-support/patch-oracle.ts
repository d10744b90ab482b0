import type { Operation } from '@aob/schemas'
import fastJsonPatch from 'fast-json-patch'

/** Places where we refuse more than RFC 6902 or the oracle departs from it, so that it cannot judge. */
export function oracleCannotJudge(operation: Operation): boolean {
  // Removing the root is our own refusal. The oracle lets a value be moved into itself.
  if (operation.op === 'remove' && operation.path === '') return true
  return operation.op === 'move' && (operation.from === '' || `${operation.path}/`.startsWith(`${operation.from}/`))
}

/** The oracle checks less for move and copy than for what RFC 6902 makes them of, so it is given the parts. */
function parts(operation: Operation, document: unknown): Operation[] {
  if (operation.op !== 'move' && operation.op !== 'copy') return [operation]
  const value = structuredClone(fastJsonPatch.getValueByPointer(document, operation.from))
  const added: Operation = { op: 'add', path: operation.path, value }
  return operation.op === 'copy' ? [{ op: 'test', path: operation.from, value }, added] : [{ op: 'remove', path: operation.from }, added]
}

/** The oracle adds members to strings and numbers, and takes 01, - and the empty token for indices, without a word. */
function requirePlace(document: unknown, { op, path }: Operation): void {
  const tokens = path.split('/').slice(1)
  let container = document
  for (const [depth, token] of tokens.entries()) {
    if (container === null || typeof container !== 'object') throw new Error('the parent is no container')
    const appends = token === '-' && op === 'add' && depth === tokens.length - 1
    if (Array.isArray(container) && !appends && !/^(0|[1-9][0-9]*)$/.test(token)) throw new Error('the token is no index')
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    container = Object.hasOwn(container, key) ? (container as Record<string, unknown>)[key] : undefined
  }
}

/** What an independent implementation makes of the patch as JSON, or undefined when it refuses. */
export function oracle(documentText: string, patch: Operation[]): string | undefined {
  try {
    let present: unknown = JSON.parse(documentText)
    for (const operation of structuredClone(patch)) {
      for (const part of parts(operation, present)) {
        requirePlace(present, part)
        present = fastJsonPatch.applyPatch(present, [part], true, true).newDocument
      }
    }
    return JSON.stringify(present)
  } catch {
    // Whatever it throws is a refusal; what matters is that both refuse.
    return undefined
  }
}
