import type { Operation } from '@aob/schemas'

/** What somebody pasted to see what a run would say to it. */
export interface PastedPatch {
  operations: Operation[]
  baseVersion?: string
  rebase?: boolean
  rationale?: string
}

export type PastedText = { kind: 'empty' } | { kind: 'faulty'; message: string } | { kind: 'patch'; patch: PastedPatch }

/** A list of operations, or the body one would send; what the operations are worth is the server's to say. */
export function readPatch(text: string): PastedText {
  if (text.trim() === '') return { kind: 'empty' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { kind: 'faulty', message: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const body = Array.isArray(value) ? { operations: value } : value
  const operations: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'operations') : undefined
  if (!Array.isArray(operations)) return { kind: 'faulty', message: 'Paste a list of operations, or an object with “operations”.' }
  const { baseVersion, rebase, rationale } = body as Record<string, unknown>
  return {
    kind: 'patch',
    patch: {
      // Parsed at the server's door, which names what is wrong with them.
      operations: operations as Operation[],
      ...(typeof baseVersion === 'string' ? { baseVersion } : {}),
      ...(typeof rebase === 'boolean' ? { rebase } : {}),
      ...(typeof rationale === 'string' ? { rationale } : {}),
    },
  }
}
