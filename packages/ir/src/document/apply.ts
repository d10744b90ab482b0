import type { ErrorCode, Operation } from '@aob/schemas'
import { jsonEqual } from './json-equality.ts'
import { parsePointer } from './pointer.ts'

export type ApplyResult =
  | { kind: 'ok'; document: unknown }
  /** `index` is the operation at fault; nothing of the patch is in effect. */
  | { kind: 'failed'; index: number; code: ErrorCode; pointer: string; message: string }

/** Why one operation cannot be carried out. */
class Refusal extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Applies RFC 6902 operations in order, all or none, without changing the document: unchanged parts are shared with the result.
 * For meaning only (anchoring, rebase, legality); bytes and limits on hostile patches are the materializer's.
 */
export function applyOperations(document: unknown, operations: readonly Operation[]): ApplyResult {
  let current = document
  for (const [index, operation] of operations.entries()) {
    try {
      current = applyOne(current, operation)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { kind: 'failed', index, code: error.code, pointer: operation.path, message: error.message }
    }
  }
  return { kind: 'ok', document: current }
}

function applyOne(document: unknown, operation: Operation): unknown {
  const path = tokensOf(operation.path)
  switch (operation.op) {
    case 'test':
      if (!jsonEqual(read(document, path), operation.value)) throw new Refusal('patch.test_failed', `${operation.path} holds another value.`)
      return document
    case 'add':
      return edit(document, path, { kind: 'add', value: operation.value })
    case 'replace':
      return edit(document, path, { kind: 'replace', value: operation.value })
    case 'remove':
      return edit(document, path, { kind: 'remove' })
    case 'copy':
      return edit(document, path, { kind: 'add', value: read(document, tokensOf(operation.from)) })
    case 'move': {
      const from = tokensOf(operation.from)
      if (operation.path.startsWith(`${operation.from}/`)) throw new Refusal('patch.move_into_self', `${operation.from} cannot move into itself.`)
      const value = read(document, from)
      return operation.path === operation.from ? document : edit(edit(document, from, { kind: 'remove' }), path, { kind: 'add', value })
    }
  }
}

type Edit = { kind: 'add'; value: unknown } | { kind: 'replace'; value: unknown } | { kind: 'remove' }

/** The document with one place changed; every container on the way is copied, nothing else. */
function edit(document: unknown, path: readonly string[], change: Edit): unknown {
  const last = path.at(-1)
  if (last === undefined) throw new Refusal('patch.root', 'The whole document cannot be removed or replaced.')
  const parents: unknown[] = [document]
  for (const token of path.slice(0, -1)) parents.push(member(parents.at(-1), token))
  let changed = editMember(parents.at(-1), last, change)
  for (let at = parents.length - 2; at >= 0; at--) changed = editMember(parents[at], path[at] ?? '', { kind: 'replace', value: changed })
  return changed
}

function editMember(parent: unknown, token: string, change: Edit): unknown {
  if (Array.isArray(parent)) {
    const index = indexOf(parent, token, change.kind === 'add')
    return change.kind === 'remove' ? parent.toSpliced(index, 1) : parent.toSpliced(index, change.kind === 'add' ? 0 : 1, change.value)
  }
  if (typeof parent !== 'object' || parent === null) throw missing(token)
  if (change.kind !== 'add' && !Object.hasOwn(parent, token)) throw missing(token)
  // A computed key defines an own property even when it is spelled __proto__.
  if (change.kind !== 'remove') return { ...parent, [token]: change.value }
  const { [token]: _removed, ...rest } = parent as Record<string, unknown> // an object, by the check above
  return rest
}

function read(document: unknown, path: readonly string[]): unknown {
  return path.reduce(member, document)
}

function member(parent: unknown, token: string): unknown {
  if (Array.isArray(parent)) return parent[indexOf(parent, token, false)]
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, token)) throw missing(token)
  return Reflect.get(parent, token)
}

/** An index below the length; for an insertion the length itself and `-` as well. */
function indexOf(list: readonly unknown[], token: string, insertion: boolean): number {
  if (token === '-' && insertion) return list.length
  if (!/^(0|[1-9][0-9]*)$/.test(token)) throw new Refusal('patch.index_invalid', `${token} is not an index.`)
  const index = Number(token)
  if (index > (insertion ? list.length : list.length - 1)) throw new Refusal('patch.path_missing', `There is no element ${token}.`)
  return index
}

function missing(token: string): Refusal {
  return new Refusal('patch.path_missing', `There is no member ${token}.`)
}

function tokensOf(pointer: string): string[] {
  const tokens = parsePointer(pointer)
  if (!tokens) throw new Refusal('patch.path_invalid', `${pointer} is not a JSON Pointer.`)
  return tokens
}
