/** Precompiled validators for documents; the API border's are in `@aob/schemas/api-validators`. */

export { nodeConfigValidators } from '../generated/ts/node-types.ts'
export * from '../generated/ts/validators.js'
