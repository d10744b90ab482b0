/** Shapes, limits, node types, events and error codes of the product; generated from the JSON Schemas beside this folder. */

export type { ErrorCode } from '../generated/ts/error-codes.ts'
export type { NodeConfigByType, NodeType } from '../generated/ts/node-types.ts'
export type * from '../generated/ts/types.ts'
export { ERROR_CODES, type ErrorCodeEntry, isErrorCode } from './error-codes.ts'
export { DEFAULT_LIMITS, type Limits } from './limits.ts'
export { canonicalType, isKnownType, NODE_FACTS, type NodeTypeFacts, portsOf } from './node-type-facts.ts'
export { NODE_TYPES, type NodeTypeDescriptor } from './node-types.ts'
