import type { ErrorCode, Operation } from '@aob/schemas'
import { jsonEqual } from './json-equality.ts'
import { setOwn } from './own-property.ts'
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
  const working = new WorkingCopy(document)
  for (const [index, operation] of operations.entries()) {
    try {
      working.apply(operation)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { kind: 'failed', index, code: error.code, pointer: operation.path, message: error.message }
    }
  }
  return { kind: 'ok', document: working.root }
}

/** The document being changed. A container is copied when it is first written to, and changed in place from then on. */
class WorkingCopy {
  root: unknown
  readonly #owned = new WeakSet<object>()

  constructor(document: unknown) {
    this.root = document
  }

  apply(operation: Operation): void {
    const path = tokensOf(operation.path)
    switch (operation.op) {
      case 'test':
        if (!jsonEqual(read(this.root, path), operation.value)) throw new Refusal('patch.test_failed', `${operation.path} holds another value.`)
        return
      case 'add':
        this.#add(path, operation.value)
        return
      case 'replace':
        this.#replace(path, operation.value)
        return
      case 'remove':
        this.#remove(path)
        return
      case 'copy':
        // A copy of its own: the original may be changed in place later.
        this.#add(path, JSON.parse(JSON.stringify(read(this.root, tokensOf(operation.from)))))
        return
      case 'move': {
        const from = tokensOf(operation.from)
        if (operation.path.startsWith(`${operation.from}/`)) throw new Refusal('patch.move_into_self', `${operation.from} cannot move into itself.`)
        const value = read(this.root, from)
        if (operation.path === operation.from) return
        this.#remove(from)
        this.#add(path, value)
      }
    }
  }

  #add(path: readonly string[], value: unknown): void {
    const { parent, token } = this.#place(path)
    if (Array.isArray(parent)) parent.splice(indexOf(parent, token, true), 0, value)
    else setOwn(parent, token, value)
  }

  #replace(path: readonly string[], value: unknown): void {
    const { parent, token } = this.#place(path)
    member(parent, token)
    if (Array.isArray(parent)) parent[Number(token)] = value
    else setOwn(parent, token, value)
  }

  #remove(path: readonly string[]): void {
    const { parent, token } = this.#place(path)
    member(parent, token)
    if (Array.isArray(parent)) parent.splice(Number(token), 1)
    else Reflect.deleteProperty(parent, token)
  }

  /** The container a path ends in, writable, and the last token. */
  #place(path: readonly string[]): { parent: object; token: string } {
    const token = path.at(-1)
    if (token === undefined) throw new Refusal('patch.root', 'The whole document cannot be removed or replaced.')
    let parent = this.#writable(this.root, token)
    this.root = parent
    for (const [depth, step] of path.slice(0, -1).entries()) {
      const child = this.#writable(member(parent, step), path[depth + 1] ?? token)
      if (Array.isArray(parent)) parent[Number(step)] = child
      else setOwn(parent, step, child)
      parent = child
    }
    return { parent, token }
  }

  #writable(value: unknown, token: string): object {
    if (typeof value !== 'object' || value === null) throw missing(token)
    if (this.#owned.has(value)) return value
    const copy: object = Array.isArray(value) ? [...value] : { ...value }
    this.#owned.add(copy)
    return copy
  }
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
