import type { Limits, Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'

type CountLimit = 'maxOperations' | 'maxDraftOperations'
type ByteLimit = 'maxPatchBytes' | 'maxDraftPatchBytes'

/** What a patch may weigh that somebody sends as one. */
const PATCH = { count: 'maxOperations', bytes: 'maxPatchBytes' } as const
/** What a person does in one go: all of a large workflow may be in the hand. */
const GESTURE = { count: 'maxDraftOperations', bytes: 'maxPatchBytes' } as const
/** All of a draft together. */
const SAVED_DRAFT = { count: 'maxDraftOperations', bytes: 'maxDraftPatchBytes' } as const

/** Throws `limit.operations` or `limit.bytes` before anything walks the operations. */
export function refuseOversized({ limits }: { limits: Limits }, operations: readonly Operation[]): void {
  refuse(limits, PATCH, operations)
}

/** The same for one gesture of a draft. */
export function refuseOversizedGesture({ limits }: { limits: Limits }, operations: readonly Operation[]): void {
  refuse(limits, GESTURE, operations)
}

/** The same for the patch a draft is saved as. */
export function refuseOversizedDraft({ limits }: { limits: Limits }, operations: readonly Operation[]): void {
  refuse(limits, SAVED_DRAFT, operations)
}

function refuse(limits: Limits, { count, bytes }: { count: CountLimit; bytes: ByteLimit }, operations: readonly Operation[]): void {
  const about = { pointer: '/operations' }
  if (operations.length > limits[count])
    throw new DomainError('limit.operations', `The patch has ${operations.length} operations; the limit is ${limits[count]}.`, {
      ...about,
      extra: { limit: count },
    })
  const size = Buffer.byteLength(JSON.stringify(operations))
  if (size > limits[bytes])
    throw new DomainError('limit.bytes', `The patch has ${size} bytes; the limit is ${limits[bytes]}.`, { ...about, extra: { limit: bytes } })
}
