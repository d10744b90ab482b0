/** Precompiled validators for request bodies, events and answers; server only. */
export * from '../generated/ts/api-validators.js'
