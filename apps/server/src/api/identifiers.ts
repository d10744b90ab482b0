import { DomainError } from '../domain-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const WORKFLOW_NAME = /^[A-Za-z0-9][A-Za-z0-9 _-]{0,79}$/
const NODE_ADDRESS = /^[A-Za-z0-9_\-/[\]]{1,1024}$/
const TAG_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const SHA256 = /^(?:cas:\/\/sha256:)?([0-9a-f]{64})$/

/** An id that cannot exist is simply not found: nothing malformed reaches a store. */
export function knownId(id: string, what: 'run' | 'patch' | 'approval' | 'schedule'): string {
  if (!UUID.test(id)) throw new DomainError('resource.not_found', `There is no ${what} by that id.`)
  return id
}

/** Id of a node, or its address inside scopes such as `each[3]/fetch`. */
export function knownNode(id: string): string {
  if (!NODE_ADDRESS.test(id)) throw new DomainError('resource.not_found', 'There is no such node.')
  return id
}

export function knownWorkflow(name: string): string {
  if (!WORKFLOW_NAME.test(name)) throw new DomainError('resource.not_found', 'There is no workflow of that name.')
  return name
}

export function knownTag(tag: string): string {
  if (!TAG_NAME.test(tag)) throw new DomainError('resource.not_found', 'There is no such tag.')
  return tag
}

/** `name@tag`, or a bare tag. */
export function knownRef(ref: string): string {
  const at = ref.lastIndexOf('@')
  if (at >= 0) knownWorkflow(ref.slice(0, at))
  knownTag(ref.slice(at + 1))
  return ref
}

/** The hex digest of `cas://sha256:<hex>` or of the bare digest. */
export function knownDigest(ref: string): string {
  const digest = SHA256.exec(ref)?.[1]
  if (digest === undefined) throw new DomainError('resource.not_found', 'There is no artifact by that reference.')
  return digest
}

/** A list's filter whose run, where one is named, can exist. */
export function withKnownRun<Filter extends { runId?: string }>(filter: Filter): Filter {
  if (filter.runId !== undefined) knownId(filter.runId, 'run')
  return filter
}
