import { NODE_TYPES, type NodeConfigByType, type NodeType } from '@aob/schemas'
import { nodeConfigValidators } from '@aob/schemas/validators'
import { DomainError } from '../domain-error.ts'
import type { ExecutionRequest } from '../ports/execution.ts'

/** The node's config as its type's schema describes it, before expressions are filled in. Throws DomainError `node.config_invalid`. */
export function configOf<T extends NodeType>(type: T, request: ExecutionRequest): NodeConfigByType[T] {
  // The program keeps the body of a scope lowered, beside the config; an empty one stands in for it here.
  const { config: own, scope } = request.node
  const config = scope && 'body' in Object(NODE_TYPES[type].configSchema.properties) ? { ...own, body: { nodes: [], edges: [] } } : own
  const validate = nodeConfigValidators[type]
  if (!validate(config)) {
    const [issue] = validate.errors ?? []
    throw new DomainError('node.config_invalid', `The config of node ${request.node.id} ${issue?.message ?? 'does not fit its type'}.`, {
      pointer: `/config${issue?.instancePath ?? ''}`,
    })
  }
  // The validator has just checked exactly this shape.
  return config as unknown as NodeConfigByType[T]
}

/** A filled-in field that has to be text. Throws DomainError `node.config_invalid`. */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new DomainError(
    'node.config_invalid',
    `${field} is ${value === null ? 'null' : `a ${Array.isArray(value) ? 'list' : typeof value}`} after its expressions were filled in, not text.`,
    {
      pointer: `/config/${field}`,
    },
  )
}
